"""What the converter from XLSForm says, in this program's own words and languages."""

from __future__ import annotations

import re

from inspector_app.i18n import N_, _

# (pattern of the converter's sentence, ours with its named groups); the first that fits.
_SAID: tuple[tuple[str, str], ...] = (
    (r"Unknown question type '(?P<name>[^']*)'", N_("There is no question type “{name}”.")),
    (r"named '(?P<name>[^']*)' has no label or hint", N_("“{name}” has no text.")),
    (
        r"parameter '(?P<name>[\w.-]+)' must be a number",
        N_("The parameter “{name}” must be a number."),
    ),
    (
        r"parameter '(?P<name>[\w.-]+)' must not be '0'",
        N_("The parameter “{name}” must not be 0."),
    ),
    (
        r"parameter '(?P<name>[\w.-]+)' must not be larger than the range",
        N_("The parameter “{name}” is larger than the range itself."),
    ),
    (
        r"accepted parameter keys for this question type are '(?P<accepted>[^']*)'.*"
        r"invalid parameter key\(s\): '(?P<rejected>[^']*)'",
        N_("This type has no parameter {rejected}; it has {accepted}."),
    ),
    (r"Parameters must be in the form of", N_("Parameters are written name=value, with blanks.")),
    (
        r"Parameter (?P<name>[\w-]+) must have an integer value"
        r"|The '(?P<other>[\w-]+)' parameter must have a numeric value",
        N_("The parameter “{name}” must be a number."),
    ),
    (
        r"The '(?P<name>[\w-]+)' parameter must be either 'true' or 'false'",
        N_("The parameter “{name}” must be true or false."),
    ),
    (r"'parameters' value is invalid", N_("A parameter is not valid.")),
    (
        r"seed value must be|parameter .*seed",
        N_("The seed must be a whole number or a ${{field}}."),
    ),
    (r"randomize must be", N_("Randomize must be true or false.")),
    (
        r"Could not find the name '(?P<name>[^']*)'|no survey element named '(?P<other>[^']*)'",
        N_("${{{name}}} names no field of this form."),
    ),
    (
        r"The name '(?P<name>[^']*)' appears more than once"
        r"|multiple survey elements named '(?P<other>[^']*)'",
        N_("${{{name}}} is no clear name: several fields have it."),
    ),
    (r"Reference variables must start with", N_("A reference is written ${{name}}, all of it.")),
    (
        r"Unmatched 'end_(?P<name>\w+)'",
        N_("This end_{name} closes nothing."),
    ),
    (r"Unmatched 'begin_(?P<name>\w+)'", N_("A begin_{name} is not closed.")),
    (
        r"Repeat names must not be the same as the survey root",
        N_("A repeat cannot have the name of the form itself."),
    ),
    (r"Repeat names must unique anywhere", N_("Each repeat needs a name of its own in the form.")),
    (r"The name 'meta' is reserved", N_("The name “meta” is kept for the form's own use.")),
    (r"must be unique within their nearest", N_("This name stands twice in its group.")),
    (r"Choices must have a name", N_("A choice has no name.")),
    (r"Choice names must be unique", N_("A choice stands twice in its list.")),
    (r"Choices should have a label", N_("A choice has no text.")),
    (r"Names must begin with a letter", N_("This cannot be a name.")),
    (r"Column headers must not be empty", N_("A column's name is empty or holds a blank.")),
    (
        r"different names for the same column were found: '(?P<one>[^']*)', '(?P<two>[^']*)'",
        N_("The columns {one} and {two} are the same one."),
    ),
    (
        r"required column headers were not found: (?P<names>[^.]*)\.",
        N_("The sheet lacks the columns {names}."),
    ),
    (r"Invalid headers provided", N_("The row of column names is missing or not valid.")),
    (
        r"List name not in choices sheet: (?P<name>\S+)",
        N_("There is no choice list “{name}”."),
    ),
    (
        r"should end with one of the supported file extensions: (?P<names>.*)",
        N_("The file of choices must end in {names}."),
    ),
    (r"Missing calculation", N_("A calculate row has no calculation.")),
    (r"Question or group with no name", N_("The row has no name.")),
    (r"Question with no type", N_("The row has no type.")),
    (
        r"Reference variable lists must have a comma",
        N_("Several references are divided by commas."),
    ),
    (r"the 'incremental' parameter", N_("The parameter “incremental” is true or left out.")),
    (r"sheets with similar names", N_("A sheet's name is misspelt.")),
)


def say(message: str) -> str:
    """Return the sentence in our words; one we do not know stands as the converter wrote it."""
    for pattern, sentence in _SAID:
        found = re.search(pattern, message)
        if found is None:
            continue
        named = {name: text or "" for name, text in found.groupdict().items()}
        named["name"] = named.get("name") or named.get("other", "")
        return _(sentence).format(**named)
    return _("The converter refuses it: {message}").format(message=message)
