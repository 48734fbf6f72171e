"""The sample form of the components page: one field of each kind."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, MultipleFileField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from cesi_site.core.forms import (
    EmailField,
    EnterpriseNumberField,
    LineField,
    ParagraphField,
    PhoneField,
    PublicForm,
    RadioOneField,
    SelectOneField,
)
from cesi_site.core.languages import Text

THEMES = (
    ("prevention", Text(nl="Preventie", fr="Prévention")),
    ("hr", Text(nl="HR en personeel", fr="RH et personnel")),
    ("training", Text(nl="Opleidingen", fr="Formations")),
)
TOPICS = (
    ("affiliation", Text(nl="Aansluiten of een offerte", fr="Affiliation ou offre")),
    ("appointment", Text(nl="Medische afspraak", fr="Rendez-vous médical")),
    ("psychosocial", Text(nl="Psychosociale hulp", fr="Aide psychosociale")),
)
SIZES = (
    ("", Text(nl="Kies een antwoord", fr="Choisissez une réponse")),
    ("small", Text(nl="1 tot 19 werknemers", fr="1 à 19 travailleurs")),
    ("large", Text(nl="20 of meer werknemers", fr="20 travailleurs ou plus")),
)


class CheckBoxesField(SelectMultipleField):
    """Several choices out of few, all in view."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class SampleForm(PublicForm):
    """Every kind of field that the sites use."""

    topic = RadioOneField(Text(nl="Waarover gaat uw vraag?", fr="Sur quoi porte votre question ?"), required=True)
    name = LineField(
        Text(nl="Voornaam en naam", fr="Prénom et nom"), required=True, attributes={"autocomplete": "name"}
    )
    email = EmailField(
        Text(nl="E-mailadres", fr="Adresse e-mail"),
        required=True,
        description=Text(nl="Wij antwoorden op dit adres.", fr="Nous répondons à cette adresse."),
        attributes={"autocomplete": "email"},
    )
    phone = PhoneField(Text(nl="Telefoon", fr="Téléphone"), attributes={"autocomplete": "tel"})
    enterprise_number = EnterpriseNumberField(
        Text(nl="Ondernemingsnummer", fr="Numéro d’entreprise"),
        description=Text(nl="10 cijfers, zoals 0123.456.749.", fr="10 chiffres, par exemple 0123.456.749."),
        attributes={"inputmode": "numeric"},
    )
    size = SelectOneField(Text(nl="Aantal werknemers", fr="Nombre de travailleurs"))
    message = ParagraphField(
        Text(nl="Uw bericht", fr="Votre message"),
        required=True,
        description=Text(
            nl="Vermeld geen gezondheidsgegevens in dit formulier.",
            fr="N’indiquez pas de données de santé dans ce formulaire.",
        ),
    )
    themes = CheckBoxesField(Text(nl="Welke thema’s interesseren u?", fr="Quels thèmes vous intéressent ?"))
    attachments = MultipleFileField(
        Text(nl="Bijlagen", fr="Annexes"),
        description=Text(
            nl="Hoogstens drie bestanden (pdf, png, jpg of docx) van elk 5 MB.",
            fr="Trois fichiers au plus (pdf, png, jpg ou docx) de 5 Mo chacun.",
        ),
        render_kw={"accept": ".pdf,.png,.jpg,.jpeg,.docx"},
    )
    conditions = BooleanField(
        Text(nl="Ik aanvaard de algemene voorwaarden.", fr="J’accepte les conditions générales."),
        validators=[
            InputRequired(Text(nl="U moet de voorwaarden aanvaarden.", fr="Vous devez accepter les conditions."))
        ],
    )


def sample_form(prefix: str) -> SampleForm:
    """Return the form as it is first shown."""
    return _with_choices(SampleForm(formdata=None, prefix=prefix))


def sample_form_with_errors(prefix: str) -> SampleForm:
    """Return the form as it comes back when much of it needs mending."""
    typed = {"email": "an@voorbeeld", "enterprise_number": "0123.456.748", "phone": "02 123", "size": "small"}
    sent = MultiDict({f"{prefix}-{name}": value for name, value in typed.items()})
    form = _with_choices(SampleForm(formdata=sent, prefix=prefix))
    form.validate()
    return form


def _with_choices(form: SampleForm) -> SampleForm:
    form.topic.choices = [(value, str(label)) for value, label in TOPICS]
    form.size.choices = [(value, str(label)) for value, label in SIZES]
    form.themes.choices = [(value, str(label)) for value, label in THEMES]
    return form
