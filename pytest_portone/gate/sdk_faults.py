"""Faults of the official SDKs that are known, by version: a list in `sdk_faults.yaml`, which nothing uses unasked."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from typing import TYPE_CHECKING

import yaml
from packaging.specifiers import SpecifierSet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.gate.judge import Judgement
    from pytest_portone.report.model import Kind


@dataclass(frozen=True, slots=True)
class SdkFault:
    """One fault of one SDK.

    Attributes:
        sdk: the distribution's name.
        versions: which of its versions have the fault (PEP 440).
        kinds: the changes that show it.
        exception: the type that is raised.
        file: pattern of the raising file, as reports name it.
        function: pattern of the raising function.
        reason: what is wrong.
    """

    sdk: str
    versions: str
    kinds: tuple[Kind, ...]
    exception: str
    file: str
    function: str
    reason: str

    @property
    def installed(self) -> bool:
        """Whether the SDK is installed in a version that has the fault."""
        try:
            return version(self.sdk) in SpecifierSet(self.versions, prereleases=True)
        except PackageNotFoundError:
            return False

    def shows(self, kind: Kind, judgement: Judgement) -> bool:
        """Whether a break shows this fault."""
        raised = judgement.raised
        return (
            raised.blame == "sdk"
            and kind in self.kinds
            and judgement.kind == self.exception
            and fnmatchcase(raised.file, self.file)
            and fnmatchcase(raised.function, self.function)
        )


def installed_faults() -> Iterator[SdkFault]:
    """The faults of the SDKs that are installed."""
    text = files(__package__).joinpath("sdk_faults.yaml").read_text(encoding="utf-8")
    for each in yaml.safe_load(text):
        fault = SdkFault(**{**each, "kinds": tuple(each["kinds"])})
        if fault.installed:
            yield fault
