"""The operator's commands, one after another on one place."""

from __future__ import annotations

import threading
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from inspector_app.central import console
from inspector_app.central.agency import Central
from inspector_app.central.console import Place
from inspector_app.central.database import full_url, open_database, shown_url
from inspector_app.central.enterprise_table import TableRefused
from inspector_app.central.forms import Placing, publish_form, publish_shipped
from inspector_app.central.problems import DatabaseUnusable, FaultFound, OperatorMistake
from inspector_app.central.serve import RunningCentral
from inspector_app.central.verify import verify
from inspector_app.checklists.library import Library
from inspector_app.checklists.problems import FormProblem
from inspector_app.domain.credit_code import BadCreditCode
from inspector_app.domain.ids import dossier_of_code
from tests.central.scene import PASSWORD, Scene
from tests.central.tables_of_others import a_row, a_workbook

CODE = "91330109000010014G"
FORM = """
| settings |
|          | form_title | form_id      | version | namespaces                       |
|          | 示例检查表 | sample-check | 1       | insp="urn:inspector-app:item:1"  |

| survey |
|        | type                  | name | label      | bind::insp:item |
|        | begin_group           | a    | 第一部分   |                 |
|        | select_one conformity | S_1  | {question} | S-1             |
|        | end_group             |      |            |                 |

| choices |
|         | list_name  | name | label  |
|         | conformity | yes  | 符合   |
|         | conformity | no   | 不符合 |
|         | conformity | na   | 不涉及 |
"""


@pytest.fixture
def where(database_url: str, tmp_path: Path) -> Place:
    return Place(database_url, tmp_path / "media")


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text(PASSWORD + "\n", encoding="utf-8")
    return path


def test_an_operators_day(where: Place, password_file: Path, tmp_path: Path) -> None:
    console.template(tmp_path / "template.xlsx")
    assert console.import_enterprises(where, tmp_path / "template.xlsx", dry_run=True).new == 1
    assert console.import_enterprises(where, tmp_path / "template.xlsx").new == 1
    console.name_agency(where, "示例安全技术服务有限公司", "示例", phone="0571-00000000")
    console.name_agency(where, "示例安全技术服务有限公司", "示例安")
    console.add_user(where, "zhang", password_file, name="示例张")
    dossier = console.assign(where, "zhang", code=CODE)
    with console.opened(where) as central:
        assert dossier == dossier_of_code(central.organisation.dossier, CODE)
    console.unassign(where, "zhang", dossier)
    assert console.assign(where, "zhang", dossier=dossier) == dossier
    assert console.held(where) == ()
    assert console.admit(where, dossier, "AB") == 0
    assert console.verify(where).facts > 5
    assert console.export(where, tmp_path / "out").volumes == 2


MISTAKES: list[Callable[[Place, Path], object]] = [
    lambda where, password: console.add_user(where, "zhang", password.parent / "nowhere"),
    lambda where, password: console.add_user(where, " ", password),
    lambda where, password: console.add_user(where, "a" * 65, password),
    lambda where, password: console.add_user(where, "zhang", password, name="名" * 101),
    lambda where, password: console.add_user(where, "zhang", password, name="两\n行"),
    lambda where, _password: console.name_agency(where, " ", "示例"),
    lambda where, _password: console.name_agency(where, "示例公司", "两\n行"),
    lambda where, _password: console.name_agency(where, "示例公司", "名" * 21),
    lambda where, _password: console.unassign(where, "nobody", CODE),
    lambda where, _password: console.assign(where, "nobody", code=CODE),
    lambda where, _password: console.assign(where, "nobody"),
    lambda where, _password: console.revoke(where, "ZZ"),
    lambda where, _password: console.revoke(where, "AA"),
    lambda where, password: console.template(password / "no" / "folder.xlsx"),
    lambda where, password: console.publish_form(where, password.parent / "nowhere.xml"),
    lambda where, _password: console.serve(where, port=1, host="256.0.0.1"),
]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_an_operators_mistake_is_told_and_changes_nothing(
    where: Place, password_file: Path, mistake: Callable[[Place, Path], object]
) -> None:
    with console.opened(where):
        pass  # founds it
    before = console.verify(where)
    with pytest.raises(OperatorMistake):
        mistake(where, password_file)
    assert console.verify(where) == before


def test_a_file_that_a_user_does_not_have_is_not_taken(where: Place, password_file: Path) -> None:
    console.add_user(where, "zhang", password_file)
    with pytest.raises(OperatorMistake):
        console.unassign(where, "zhang", CODE)


@pytest.mark.parametrize(
    "look",
    [
        console.held,
        console.verify,
        lambda where: console.revoke(where, "AB"),
        lambda where: console.unassign(where, "zhang", CODE),
        lambda where: console.admit(where, CODE, "AB"),
    ],
)
def test_who_only_looks_or_withdraws_founds_no_server(
    tmp_path: Path, look: Callable[[Place], object]
) -> None:
    with pytest.raises(OperatorMistake):
        look(Place(str(tmp_path / "mistyped" / "central.db"), tmp_path / "mistyped" / "media"))
    assert list(tmp_path.iterdir()) == []


def test_a_login_is_given_once(where: Place, password_file: Path) -> None:
    console.add_user(where, "zhang", password_file)
    with pytest.raises(OperatorMistake):
        console.add_user(where, "zhang", password_file)


def test_a_short_password_is_refused(where: Place, tmp_path: Path) -> None:
    (tmp_path / "short").write_text("1234567\n")
    with pytest.raises(OperatorMistake):
        console.add_user(where, "zhang", tmp_path / "short")


def test_a_mistyped_credit_code_is_refused(where: Place, password_file: Path) -> None:
    console.add_user(where, "zhang", password_file)
    with pytest.raises(BadCreditCode):
        console.assign(where, "zhang", code="91330109000010014X")


def test_every_fault_of_a_table_is_printed_on_a_line(where: Place, tmp_path: Path) -> None:
    table = a_workbook(tmp_path / "t.xlsx", a_row(行业="x", 规模="y"))
    with pytest.raises(TableRefused) as refused:
        console.import_enterprises(where, table)
    lines = console.lines_of(refused.value)
    assert len(lines) == 4
    assert "IMP-13" in "".join(lines)


def test_options_come_before_the_environment_and_that_before_the_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("INSPECTOR_CENTRAL_DATABASE", raising=False)
    monkeypatch.delenv("INSPECTOR_CENTRAL_MEDIA", raising=False)
    home = console.place(tmp_path)
    assert home == Place(str(tmp_path / "central" / "central.db"), tmp_path / "central" / "media")
    monkeypatch.setenv("INSPECTOR_CENTRAL_DATABASE", "postgresql://a/b")
    assert console.place(tmp_path).database == "postgresql://a/b"
    assert console.place(tmp_path, "c.db", "m") == Place("c.db", Path("m"))
    for media in ("ftp://bucket", "s3://", "s3:///prefix"):
        with pytest.raises(OperatorMistake):
            console.place(tmp_path, media=media)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://127.0.0.1:1/none",
        "postgresql://127.0.0.1:port/none",
        "mysql://x/y",
        "://",
        "sqlite://",
        "sqlite:////proc/no/x.db",
    ],
)
def test_a_database_that_cannot_be_opened_is_told(url: str) -> None:
    with pytest.raises(DatabaseUnusable):
        open_database(url)


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_text("no database\n" * 100)
    for use in (console.held, console.publish_shipped, console.verify):
        with pytest.raises(DatabaseUnusable):
            use(Place(str(file), tmp_path / "media"))
    assert file.read_text() == "no database\n" * 100


def test_a_damaged_database_asks_for_the_backup(tmp_path: Path) -> None:
    where = Place(str(tmp_path / "central.db"), tmp_path / "media")
    console.publish_shipped(where)
    content = bytearray(Path(where.database).read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    Path(where.database).write_bytes(content)
    with pytest.raises(FaultFound, match="malformed"):
        console.held(where)


def test_a_password_in_the_address_is_never_shown() -> None:
    assert "geheim" not in shown_url(full_url("postgresql://user:geheim@host/db"))


def test_the_shipped_checklists_are_published_once(central: Central) -> None:
    shipped = Library.shipped().entries
    assert publish_shipped(central) == len(shipped)
    assert publish_shipped(central) == 0
    assert verify(central).blobs == len(shipped)


def test_a_published_form_reaches_every_laptop(scene: Scene, tmp_path: Path) -> None:
    source = tmp_path / "sample.md"
    source.write_text(FORM.format(question="问题一？"), encoding="utf-8")
    body = publish_form(scene.central, source, Placing(sector="general", rank=20))
    assert (body.form, body.version, body.title) == ("sample-check", "1", "示例检查表")
    assert publish_form(scene.central, source, Placing(sector="general", rank=20)) == body
    laptop = scene.laptop()
    own = scene.central.organisation.dossier
    (fact,) = [f for f in laptop.page(own).facts if f.kind == "form_published"]
    content = laptop.http.get(f"/v1/blobs/{own}/{body.sha256}").content
    assert fact.body is not None
    assert fact.body["sha256"] == sha256(content).hexdigest()


def test_a_published_version_never_changes(central: Central, tmp_path: Path) -> None:
    source = tmp_path / "sample.md"
    source.write_text(FORM.format(question="问题一？"), encoding="utf-8")
    publish_form(central, source)
    source.write_text(FORM.format(question="问题二？"), encoding="utf-8")
    with pytest.raises(OperatorMistake):
        publish_form(central, source)


@pytest.mark.parametrize("content", [b"", b"<a/>", b"\x00", b"PK\x03\x04"])
def test_what_is_no_form_is_not_published(central: Central, tmp_path: Path, content: bytes) -> None:
    before = verify(central)
    for name in ("form.xml", "form.md", "form.xlsx"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises((FormProblem, OperatorMistake)):
            publish_form(central, tmp_path / name)
    assert verify(central) == before


def test_two_first_starts_at_once_found_one_agency(where: Place) -> None:
    founded: list[str] = []

    def start() -> None:
        with console.opened(where) as central:
            founded.append(central.organisation.dossier)

    threads = [threading.Thread(target=start) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(founded) == 3
    assert len(set(founded)) == 1


def test_a_stopped_central_is_gone_and_can_be_started_again(central: Central) -> None:
    with RunningCentral(central) as running:
        assert httpx.get(f"{running.url}/healthz", trust_env=False).json() == {"status": "ok"}
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{running.url}/healthz", trust_env=False)
    with RunningCentral(central) as again:
        assert httpx.get(f"{again.url}/healthz", trust_env=False).status_code == 200
    again.stop()
