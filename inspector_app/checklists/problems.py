"""What can be wrong with a checklist, its spreadsheet or an answer, each with its code."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.errors import Problem
from inspector_app.i18n import N_


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a form: where (blank or 0 where unknown), what, and the way out."""

    file: str
    sheet: str
    row: int
    column: str
    code: str
    message: str
    remedy: str
    is_warning: bool = False

    def line(self) -> str:
        """Return the finding on one line: place, code, message, remedy."""
        place = [self.file, self.sheet, str(self.row) if self.row else "", self.column]
        where = ":".join(part for part in place if part)
        return f"{where}: {self.code} {self.message} {self.remedy}"


class FormProblem(Problem):
    """A form cannot be used as it is; nothing was changed."""

    code = "FORM-01"
    template = N_("The checklist cannot be used.")
    remedy_template = N_("Run “forms check” on the file and correct what it lists.")


class FormBroken(FormProblem):
    """The file is not well-formed or not an XForm."""

    code = "FORM-02"
    template = N_("The checklist file cannot be read: {reason}.")
    remedy_template = N_("Convert the form from its spreadsheet again, or ask the author for it.")


class FormTooLarge(FormProblem):
    """The file is larger than the program accepts."""

    code = "FORM-03"
    template = N_("The checklist file is too large ({size} bytes, at most {limit}).")
    remedy_template = N_("Split the checklist into several forms.")


class BadExpression(FormProblem):
    """An expression cannot be parsed or calls something unknown."""

    code = "FORM-04"
    template = N_("The expression “{expression}” is not valid: {reason}.")
    remedy_template = N_("Correct the expression in the named row; names are written ${{name}}.")


class Cycle(FormProblem):
    """Calculations or conditions wait for each other."""

    code = "FORM-05"
    template = N_("These fields depend on each other in a circle: {fields}.")
    remedy_template = N_("Remove one of the references so that the circle is open.")


class DuplicateField(FormProblem):
    """Two fields of one group have the same name."""

    code = "FORM-08"
    template = N_("The field {ref} stands twice in the form.")
    remedy_template = N_("Give each field in a group its own name.")


class MissingResource(FormProblem):
    """A file the form refers to is not there."""

    code = "FORM-09"
    template = N_("The form needs the file {name}, which is not there.")
    remedy_template = N_("Put the file beside the form and try again.")


class EvaluationFailed(FormProblem):
    """An expression failed while the form was running."""

    code = "FORM-10"
    template = N_("The expression “{expression}” failed: {reason}.")
    remedy_template = N_("The answer was kept. Report the form and the question to its author.")


class BadWorkbook(FormProblem):
    """The spreadsheet cannot be opened, or is made to do harm when opened."""

    code = "FORM-11"
    template = N_("The spreadsheet {file} cannot be used: {reason}.")
    remedy_template = N_("Save it again as .xlsx from Excel or WPS, without macros or links.")


class NotConverted(FormProblem):
    """The spreadsheet breaks the rules of XLSForm; the place is in the details."""

    code = "FORM-12"
    template = N_("{file}, sheet {sheet}, row {row}, column {column}: {reason}")
    remedy_template = N_("Correct the cell and convert the form again.")


class UnknownForm(FormProblem):
    """The library holds no such form and version."""

    code = "FORM-13"
    template = N_("The checklist {form_id} in version {version} is not on this computer.")
    remedy_template = N_("Synchronise to fetch it; answers already recorded are kept.")


class FormChanged(FormProblem):
    """A form's bytes differ from the hash under which it is known."""

    code = "FORM-14"
    template = N_("The checklist {form_id} in version {version} was altered after publication.")
    remedy_template = N_("Install the program again, or fetch the checklist from central.")


class BadCatalogue(FormProblem):
    """catalogue.toml cannot be read."""

    code = "FORM-15"
    template = N_("The catalogue of checklists cannot be read: {reason}.")
    remedy_template = N_("Install the program again, or correct the named entry.")


class UnknownBasis(FormProblem):
    """An item cites an instrument that the catalogue does not know; it is shown all the same."""

    code = "FORM-16"
    template = N_("{item} cites “{standard}”, which the catalogue of instruments does not know.")
    remedy_template = N_("Read the official text and its dates before relying on this item.")


class TooManyRows(FormProblem):
    """A list of choices, or a form, has more rows than the program accepts."""

    code = "FORM-17"
    template = N_("“{name}” has more than {limit} rows.")
    remedy_template = N_("Split it; long lists can also be answered by the program's own store.")


class Unsupported(FormProblem):
    """A spreadsheet asks for something of XLSForm that is not run here; the place is given."""

    code = "FORM-18"
    template = N_("{file}, sheet {sheet}, row {row}, column {column}: {reason}")
    remedy_template = N_("Remove it, or use what forms/README.md lists as run.")


class BadAnswer(Problem):
    """An answer or a row cannot be set where the caller asks; nothing was changed."""

    code = "ANS-01"
    template = N_("{ref}: {reason}")
    remedy_template = N_("Open the checklist again and answer there; nothing was changed.")
