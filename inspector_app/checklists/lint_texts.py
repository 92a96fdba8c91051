"""What ``forms check`` can say: code, sentence and remedy of every finding."""

from __future__ import annotations

from inspector_app.checklists.problems import Finding
from inspector_app.i18n import N_, _

_RULES: dict[str, tuple[str, str, str]] = {
    "no_name": ("LINT-01", N_("The row has no name."), N_("Give the field a name.")),
    "bad_name": (
        "LINT-02",
        N_("“{name}” cannot be a name."),
        N_("Start with a letter or _; go on with letters, digits, _, - or a full stop."),
    ),
    "duplicate_name": (
        "LINT-03",
        N_("The name “{name}” stands twice in this group."),
        N_("Give each field in a group its own name."),
    ),
    "unclosed": ("LINT-04", N_("“{name}” is not closed."), N_("Add the missing end row.")),
    "unopened": ("LINT-05", N_("This end row closes nothing."), N_("Remove it.")),
    "unknown_reference": (
        "LINT-06",
        N_("${{{name}}} names no field of this form."),
        N_("Correct the name, or add the field."),
    ),
    "bad_expression": (
        "LINT-07",
        N_("The expression is not valid: {reason}."),
        N_("Correct the expression; names are written ${{name}}."),
    ),
    "unknown_list": (
        "LINT-08",
        N_("There is no choice list “{name}”."),
        N_("Add it to the sheet “choices”, or correct the name."),
    ),
    "duplicate_choice": (
        "LINT-09",
        N_("The choice “{name}” stands twice in its list."),
        N_("Give each choice of a list its own name."),
    ),
    "no_choice_name": ("LINT-10", N_("The choice has no name."), N_("Give it a name.")),
    "no_setting": (
        "LINT-11",
        N_("The setting “{name}” is missing."),
        N_("Add it to the sheet “settings”."),
    ),
    "no_namespace": (
        "LINT-12",
        N_("The namespace of the inspection columns is not declared."),
        N_('Write namespaces = insp="urn:inspector-app:item:1" on the sheet “settings”.'),
    ),
    "unknown_column": (
        "LINT-13",
        N_("“{name}” is no column of the inspection profile."),
        N_("Use the columns listed in forms/README.md."),
    ),
    "duplicate_item": (
        "LINT-14",
        N_("The item “{name}” stands twice."),
        N_("Give each item its own id."),
    ),
    "not_conformity": (
        "LINT-15",
        N_("A check item must be select_one conformity, not “{name}”."),
        N_("Change the type, or empty bind::insp:item."),
    ),
    "bad_conformity": (
        "LINT-16",
        N_("The list “conformity” must have exactly yes, no and na."),
        N_("Correct the sheet “choices”."),
    ),
    "bad_value": (
        "LINT-17",
        N_("“{name}” is not allowed in this column."),
        N_("Allowed: {allowed}."),
    ),
    "unknown_standard": (
        "LINT-18",
        N_("The basis “{name}” is not in the catalogue."),
        N_("Correct its id, or add the instrument with its dates to catalogue.toml."),
    ),
    "unknown_tag": (
        "LINT-19",
        N_("The tag “{name}” is not in the vocabulary."),
        N_("Use a code of the vocabulary in catalogue.toml."),
    ),
    "no_article": (
        "LINT-20",
        N_("The item cites no clause."),
        N_("Fill in bind::insp:article, or bind::insp:standard together with it."),
    ),
    "no_translation": (
        "LINT-21",
        N_("The text is missing in “{name}”."),
        N_("Translate it, or leave the language out of the whole form."),
    ),
    "not_listed": (
        "LINT-22",
        N_("The form cites “{name}”, which its catalogue entry does not list."),
        N_("Add it to “instruments” of the form's entry."),
    ),
    "no_type": ("LINT-23", N_("The row has no type."), N_("Give the row a type.")),
    "no_label": (
        "LINT-24",
        N_("The question has no text."),
        N_("Fill in the column “label”."),
    ),
    "unreachable": (
        "LINT-25",
        N_("No answers lead to “{name}”: the condition on “{guard}” is never met."),
        N_("Correct the column “relevant” there."),
    ),
    "not_reached": (
        "LINT-26",
        N_("No answers were found that lead to “{name}”; the condition is on “{guard}”."),
        N_("Check the column “relevant” there; try the form."),
    ),
    "impossible": (
        "LINT-27",
        N_("No answer to “{name}” meets its constraint."),
        N_("Correct the column “constraint”."),
    ),
    "no_example": (
        "LINT-28",
        N_("No answer to “{name}” was found that meets its constraint."),
        N_("Check the column “constraint”; try the form."),
    ),
    "fails": (
        "LINT-29",
        N_("An expression fails on this path: {trail}. {reason}"),
        N_("Correct the expression so that it has a value there."),
    ),
    "stuck": (
        "LINT-30",
        N_("The form cannot be finished on this path: {trail}. At “{name}”: {reason}."),
        N_("Correct “required”, “constraint” or “relevant” of this question."),
    ),
    "doubtful": (
        "LINT-31",
        N_("Perhaps the form cannot be finished on this path: {trail}. At “{name}”: {reason}."),
        N_("Try the form on this path; correct “constraint” if it is wrong."),
    ),
    "slow": (
        "LINT-32",
        N_("The expression of “{name}” takes {ms} ms."),
        N_("Make it simpler; each answer it depends on waits for it."),
    ),
    "endless": (
        "LINT-33",
        N_("The pattern at “{name}” takes too long on some texts."),
        N_("Avoid repeats inside repeats, such as (a+)+."),
    ),
    "never_in_force": (
        "LINT-34",
        N_("The item “{name}” cites “{standard}”, which is never in force while the form is."),
        N_("Correct the basis, or the dates in catalogue.toml."),
    ),
    "empty_days": (
        "LINT-35",
        N_("On {day} the form applies, and no standard it cites is in force."),
        N_("Correct the dates of the form or of its instruments in catalogue.toml."),
    ),
    "published": (
        "LINT-36",
        N_("{name} was published with other content."),
        N_("Give the corrected form a new version."),
    ),
    "unsupported": ("LINT-37", N_("{reason}."), N_("Use what forms/README.md lists as run.")),
    "not_recorded": (
        "LINT-38",
        N_("“{name}” is not recorded by this program."),
        N_("Leave it out, or accept that other programs record it."),
    ),
    "unknown_companion": (
        "LINT-39",
        N_("There is no scored item “{name}”."),
        N_("Correct the id, or give the item a score."),
    ),
    "duplicate_form": (
        "LINT-40",
        N_("{name} stands twice."),
        N_("Give each form and version one file."),
    ),
    "no_columns": (
        "LINT-50",
        N_("No row of the sheet holds the column names ({names})."),
        N_("Write the column names into the first row; “forms new” makes a sheet that has them."),
    ),
    "unknown_type": (
        "LINT-51",
        N_("There is no question type “{name}”."),
        N_("Use a type of forms/README.md, for example text, integer, select_one list, image."),
    ),
    "type_meant": (
        "LINT-52",
        N_("There is no question type “{name}”."),
        N_("Write {meant}."),
    ),
    "type_without_list": (
        "LINT-53",
        N_("“{name}” names no choice list."),
        N_("Write the name of its list after it: {name} yes_no."),
    ),
    "bare": (
        "LINT-54",
        N_("“{name}” is no field here: fields are written ${{{name}}}, texts in quotation marks."),
        N_("Write ${{{name}}} for the field, or '{name}' for the text."),
    ),
    "not_yes": (
        "LINT-55",
        N_("“{name}” is neither yes nor no, nor a condition."),
        N_("Write yes, leave the cell empty, or write a condition."),
    ),
    "unknown_filter": (
        "LINT-56",
        N_("The sheet “choices” has no column “{name}” to filter by."),
        N_("Add the column, correct the name, or write ${{{name}}} for a field."),
    ),
    "blank_filter": (
        "LINT-60",
        N_("Choices whose cell “{name}” is empty have no “{name}” at all: {name} = '' is false."),
        N_("Write string({name}) = '' instead."),
    ),
    "no_list": (
        "LINT-57",
        N_("The choice “{name}” belongs to no list."),
        N_("Fill in the column “list_name”."),
    ),
    "spaced_choice": (
        "LINT-58",
        N_("The choice “{name}” holds a blank, which separates answers of select_multiple."),
        N_("Write the name without blanks; the label may hold them."),
    ),
    "wrong_end": (
        "LINT-59",
        N_("This row ends another kind than “{name}”, which was begun as a {kind}."),
        N_("Write end_{kind} here."),
    ),
    "gap": (
        "LINT-41",
        N_("On {day} the library holds no major-hazard criteria for “{name}”."),
        N_("Add the criteria of those days, or correct the dates."),
    ),
    "total_differs": (
        "LINT-42",
        N_("“{name}” announces {announced} points; its items come to {found}."),
        N_("Correct the scores of the items, or bind::insp:total."),
    ),
    "count_differs": (
        "LINT-43",
        N_("“{name}” announces {announced} scored items; it has {found}."),
        N_("Look for missing or doubled rows, or correct bind::insp:items."),
    ),
}
_WARNINGS = frozenset(
    (
        "no_translation",
        "no_label",
        "not_reached",
        "no_example",
        "doubtful",
        "slow",
        "not_recorded",
        "blank_filter",
        "gap",
    )
)


def finding(rule: str, file: str, sheet: str, row: int, column: str, **details: str) -> Finding:
    """Return the finding of a rule at a place."""
    code, message, remedy = _RULES[rule]
    return Finding(
        file,
        sheet,
        row,
        column,
        code,
        _(message).format(**details),
        _(remedy).format(**details),
        rule in _WARNINGS,
    )
