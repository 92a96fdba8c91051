"""XForm XML in, FormDefinition out (https://getodk.github.io/xforms-spec)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from hashlib import sha256
from pathlib import Path

from lxml import etree

from inspector_app.checklists import body, dependencies, fieldtree, lists, texts
from inspector_app.checklists.definition import FormDefinition
from inspector_app.checklists.elsewhere import Elsewhere
from inspector_app.checklists.problems import FormBroken, MissingResource
from inspector_app.checklists.tree import Kind, Node, convert, parse_xml, split_name
from inspector_app.errors import system_reason
from inspector_app.i18n import _

XFORMS = "http://www.w3.org/2002/xforms"
OPENROSA = "http://openrosa.org/xforms"
XHTML = "http://www.w3.org/1999/xhtml"

# Lists that the program answers from the enterprise's file where no file of the form does.
DOSSIER_LISTS = ("enterprise", "contact", "site", "policy", "hazard", "visit", "answer")

Resource = Callable[[str], bytes]


def no_resource(name: str) -> bytes:
    """Refuse any file beside the form."""
    raise MissingResource(name=name)


def beside(form: Path) -> Resource:
    """Return a reader of files in the form's own folder; a name with folders is refused."""

    def read(name: str) -> bytes:
        if Path(name).name != name or name.startswith("."):
            raise MissingResource(name=name)
        try:
            return (form.parent / name).read_bytes()
        except OSError as error:
            raise MissingResource(name=name) from error

    return read


def load_file(path: Path) -> FormDefinition:
    """Return the form in this file, with the external lists that lie beside it.

    Raises FormBroken where the file cannot be read, and what ``load`` raises.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FormBroken(reason=f"{path.name}: {system_reason(error)}") from error
    return load(data, beside(path))


def load(
    data: bytes, resource: Resource = no_resource, answered: Collection[str] = ()
) -> FormDefinition:
    """Return the form these bytes hold; raises FormProblem for whatever cannot be run.

    ``answered`` names the external lists that a ChoiceSource will answer: their files are not read.
    """
    html = parse_xml(data)
    model = _only(html, "model")
    form_body = _only(html, "body")
    primary = _primary(model)
    secondary = _secondary(model, resource, answered)
    languages = texts.read_languages(_child(model, "itext"))
    instance = convert(primary)
    _ensure_instance_id(instance)
    elsewhere = Elsewhere(resource, secondary)
    reader = body.BodyReader(model, form_body, f"/{instance.name}", elsewhere)
    tree = fieldtree.build(instance, model, reader)
    title = html.find(f".//{{{XHTML}}}title")
    version = next((a.text for a in instance.attributes if a.name == "version"), "")
    form = FormDefinition(
        form_id=instance.attribute("id") or instance.name,
        version=version,
        title=(title.text or "").strip() if title is not None else "",
        sha256=sha256(data).hexdigest(),
        fields=tree.fields,
        root=tree.root,
        instance=instance,
        templates=tree.templates,
        lists=secondary,
        languages=languages,
        actions=reader.actions,
        warnings=tuple(tree.dangling),
        notices=tuple(elsewhere.notices),
        last_saved=_last_saved(model),
    )
    dependencies.plan_of(form)  # unknown functions and circles are refused here, not on site
    return form


def _ensure_instance_id(instance: Node) -> None:
    """Add ``meta/instanceID`` where the author left it out; every submission has one."""
    meta = instance.first("meta")
    if meta is None:
        meta = instance.append(Node(Kind.ELEMENT, "meta", uri=OPENROSA))
        meta.prefix = "orx"
    if meta.first("instanceID") is None:
        holder = meta.append(Node(Kind.ELEMENT, "instanceID", uri=meta.uri))
        holder.prefix = meta.prefix


def local(element: etree._Element) -> str:
    """Return the local name, blank for comments and instructions."""
    tag: object = element.tag
    return split_name(tag)[1] if isinstance(tag, str) else ""


def _only(root: etree._Element, name: str) -> etree._Element:
    found = next(root.iter("{*}" + name), None)  # of any namespace; a long list stands before
    if found is not None:
        return found
    raise FormBroken(reason=_("it has no {name} element").format(name=name))


def _child(parent: etree._Element, name: str) -> etree._Element | None:
    return next((child for child in parent if local(child) == name), None)


def _primary(model: etree._Element) -> etree._Element:
    for child in model:
        if local(child) == "instance":
            root = next((e for e in child if local(e)), None)
            if root is None:
                break
            return root
    raise FormBroken(reason=_("it has no instance to fill in"))


def _secondary(
    model: etree._Element, resource: Resource, answered: Collection[str]
) -> dict[str, Node]:
    instances = [child for child in model if local(child) == "instance"]
    found: dict[str, Node] = {}
    for element in instances[1:]:
        name = element.get("id", "")
        if name in answered:
            found[name] = Node(Kind.ELEMENT, "instance")
        elif name:
            found[name] = _list(name, element, resource)
    return found


def _list(name: str, element: etree._Element, resource: Resource) -> Node:
    """Return a list; one of the dossier's names without a file is empty until a store answers."""
    try:
        return lists.read(element, resource)
    except MissingResource:
        if name not in DOSSIER_LISTS:
            raise
        return Node(Kind.ELEMENT, "instance")


def _last_saved(model: etree._Element) -> tuple[str, ...]:
    return tuple(
        child.get("id", "")
        for child in model
        if local(child) == "instance" and child.get("src") == lists.LAST_SAVED
    )
