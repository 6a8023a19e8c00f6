"""What WTForms says is said by our catalogue first, so that all refusals read alike."""

from typing import Any

from flask_babel import get_domain, gettext
from flask_wtf.i18n import translations


class Sentences:
    """A translator as WTForms takes it; what our catalogue lacks comes from WTForms' own."""

    def gettext(self, sentence: str) -> str:
        said: str = gettext(sentence)
        return said if said != sentence else str(translations.gettext(sentence))

    def ngettext(self, one: str, many: str, number: int) -> str:
        said: str = get_domain().get_translations().ungettext(one, many, number)
        if said not in {one, many}:
            return said
        return str(translations.ngettext(one, many, number))


class Meta:
    """For `DynamicForm`, which all of FAB's forms are."""

    def get_translations(self, _form: Any) -> Sentences:
        return Sentences()
