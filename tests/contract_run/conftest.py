"""A small API of three operations, a faithful server for it, and the faults that can be planted in that server."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

import pytest

from pytest_portone.contract_run.carriers import InProcess
from pytest_portone.contract_run.document import Documents
from pytest_portone.contract_run.examination import Examination
from pytest_portone.contract_run.plan import PROFILES, Plan, Target
from pytest_portone.contracts import notation
from pytest_portone.redaction import Redactor
from pytest_portone.sandbox.messages import Response

SECRET = "the-notes-secret"

NOTES = {
    "contract.yaml": "format: 1\ncontract: 2026-01-01\nserver: https://notes.example\n",
    "note.yaml": """
area: note
operations:
  createNote:
    POST: /notes
    body: CreateNoteBody
    200: Note
    errors: [InvalidRequestError, UnauthorizedError]
  getNote:
    GET: /notes/{noteId}
    path: { noteId: string }
    200: Note
    errors: [InvalidRequestError, UnauthorizedError, NoteNotFoundError]
  deleteNote:
    DELETE: /notes/{noteId}
    path: { noteId: string }
    200: DeleteNoteResponse
    errors: [InvalidRequestError, UnauthorizedError, NoteNotFoundError]
types:
  CreateNoteBody: { title: string, pages?: int32, kind?: NoteKind }
  NoteKind: [MEMO, LETTER]
  Note: { noteId: string, title: string, pages?: int32, kind?: NoteKind }
  DeleteNoteResponse: {}
  InvalidRequestError: { error: 400 INVALID_REQUEST, message?: string }
  UnauthorizedError: { error: 401 UNAUTHORIZED, message?: string }
  NoteNotFoundError: { error: 404 NOTE_NOT_FOUND, message?: string }
""",
}


@pytest.fixture(scope="session")
def notes():
    return notation.read(NOTES)


@pytest.fixture
def notes_folder(tmp_path):
    folder = tmp_path / "notes-contract"
    folder.mkdir()
    for name, text in NOTES.items():
        folder.joinpath(name).write_text(text, encoding="utf-8")
    return folder


def answer(status, value, **headers):
    return Response(status, {"content-type": "application/json", **headers}, json.dumps(value).encode())


@dataclass
class NotesServer:
    """Serves the notes as its contract says, apart from the fault that is planted."""

    contract: object
    fault: str = ""
    kept: dict = field(default_factory=dict)

    def __call__(self, request):
        path = re.fullmatch(r"/notes(?:/([^/]+))?", request.path)
        if not path:
            return answer(404, {"type": "NOT_FOUND"})
        allowed = "GET, DELETE" if path[1] else "POST"
        if request.method not in allowed.split(", "):
            return self._not_allowed(allowed)
        if self.fault != "no authentication" and request.headers.get("authorization") != f"PortOne {SECRET}":
            return answer(401, {"type": "UNAUTHORIZED"})
        return getattr(self, request.method.lower())(path[1], request)

    def _not_allowed(self, allowed):
        if self.fault == "any method":
            return answer(200, {})
        return answer(405, {"type": "NO"}, allow="PATCH" if self.fault == "wrong Allow" else allowed)

    def post(self, _, request):
        try:
            note = json.loads(request.body)
        except ValueError:
            return answer(400, {"type": "INVALID_REQUEST"})
        if self.fault == "a crash":
            raise ZeroDivisionError(f"pages per {SECRET}")
        report = self.contract.validate("CreateNoteBody", note, direction="input")
        if not report.valid and not (self.fault == "accepts anything" and isinstance(note, dict)):
            return answer(400, {"type": "INVALID_REQUEST"})
        if self.fault == "refuses letters" and note.get("kind") == "LETTER":
            return answer(400, {"type": "INVALID_REQUEST"})
        if self.fault == "an error at the limit" and note.get("pages") == 2**31 - 1:
            return answer(500, {"message": "overflow"})
        made = {"noteId": f"n{len(self.kept)}", "title": str(note.get("title", ""))}
        if self.fault != "forgets":
            self.kept[made["noteId"]] = made
        return answer(201 if self.fault == "wrong status" else 200, made)

    def get(self, note_id, _):
        note = self.kept.get(note_id)
        if note_id == "0" and self.fault in {"incomplete", "unknown kind", "wrong content type"}:
            note = {"noteId": "0", "title": "always there"}
        if note is None:
            return answer(404, {"type": "NOTE_NOT_FOUND"})
        if self.fault == "incomplete":
            del note["title"]
        if self.fault == "unknown kind":
            note["kind"] = "POSTCARD"
        if self.fault == "wrong content type":
            return Response(200, {"content-type": "text/html"}, b"<p>a note</p>")
        return answer(200, note)

    def delete(self, note_id, _):
        if note_id not in self.kept:
            return answer(404, {"type": "NOTE_NOT_FOUND"})
        if self.fault != "deletes nothing":
            del self.kept[note_id]
        return answer(200, {})


@pytest.fixture
def serve(notes):
    """Makes a notes server with a planted fault."""
    return lambda fault="": NotesServer(notes, fault)


@pytest.fixture
def examine():
    """Schemathesis over operations of a contract, in process: one alone, or several in sequence."""

    def run(contract, handler, *operations, profile="quick", seed=0, secret=SECRET):
        redactor = Redactor()
        redactor.hide(secret)
        examination = Examination(
            contract=contract,
            plan=Plan(Target(), PROFILES[profile], seed=seed),
            document=Documents(contract).of(operations),
            operations=operations,
            carrier=InProcess(redactor, handler, keeps_state=len(operations) > 1),
            secret=secret,
        )
        return examination.in_sequence() if len(operations) > 1 else examination.each_alone()

    return run
