"""Which column a heading of a file means: by name, by label, by the words that people and other systems use."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from profiles.lib.spreadsheets import folded
from profiles.models import ImportBatch

from .columns import PRIVILEGED, Column
from .tables import PEOPLE, Table

#: Below this likeness (0 to 1) no column is offered for an unknown heading.
_LIKENESS = 0.6

#: So many imports of an account are looked through for what it decided about a heading.
_REMEMBERED = 10
_APPLIED = (ImportBatch.State.APPLIED, ImportBatch.State.UNDONE, ImportBatch.State.PARTLY_UNDONE)

#: Other words for the columns, in the languages of the spreadsheets that come; written without accents and signs.
_SYNONYMS: Mapping[str, str] = {
    "employee_number": "employeeid employeeno employeenr empno empid staffno staffnumber staffid personnelnumber"
    " payrollnumber payrollid workerid personalnummer personalnr mitarbeiternummer matricule numeroempleado"
    " numerodeempleado matricola numeropracownika numerpracownika personeelsnummer medarbejdernummer"
    " anstallningsnummer",
    "username": "login loginname user_name accountname benutzername benutzer identifiant usuario utente",
    "first_name": "firstname givenname givennames forename vorname prenom nombre nome imie voornaam fornavn fornamn",
    "last_name": "lastname surname familyname nachname familienname nomdefamille apellido apellidos cognome nazwisko"
    " achternaam efternavn efternamn sobrenome",
    "email": "emailaddress workemail mail mailaddress businessemail emailadresse courriel correo correoelectronico"
    " epost adresseemail adresemail",
    "full_name": "name fullname displayname employeename employee vollstandigername nomcomplet nombrecompleto"
    " nomecompleto imieinazwisko naam navn namn mitarbeiter",
    "preferred_name": "preferredname nickname knownas calledname rufname",
    "job_title": "jobtitle title position jobposition function stelle stellenbezeichnung funktion beruf"
    " poste fonction cargo puesto qualifica stanowisko functie stilling titel",
    "department": "dept departmentname orgunit organisationalunit organizationalunit team unit abteilung departement"
    " service departamento reparto dipartimento dzial afdeling avdelning",
    "manager": "managernumber managerid manageremployeenumber supervisor supervisorid linemanager reportsto"
    " boss vorgesetzter vorgesetzte fuhrungskraft responsable jefe superiore przelozony leidinggevende leder chef",
    "location": "worklocation office site workplace standort arbeitsort lieu site lieudetravail ubicacion sede"
    " lokalizacja locatie lokation",
    "employment_type": "employmenttype contracttype type typeofemployment beschaftigungsart vertragsart typedecontrat"
    " tipodecontrato typumowy",
    "fte": "fulltimeequivalent parttime workload percentage beschaftigungsgrad arbeitszeitanteil etp etat",
    "cost_centre": "costcenter costcentre kostenstelle centredecout centrodecoste centrodicosto",
    "effective_from": "effectivedate effective validfrom startdateofjob jobfrom from gultigab giltigab dateeffet",
    "phone": "workphone telephone tel phonenumber businessphone officephone telefon telefonnummer telefono telefoon",
    "mobile": "mobilephone cell cellphone cellnumber mobilenumber handy mobil movil portable komorka",
    "personal_email": "privateemail homeemail privatemail emailprivat",
    "hire_date": "hiredate startdate dateofhire joindate joiningdate dateofjoining entrydate eintrittsdatum eintritt"
    " dateembauche datedembauche fechadealta fechadecontratacion datadiassunzione datazatrudnienia datumindienst",
    "leave_date": "leavedate enddate terminationdate lastday lastworkingday exitdate austrittsdatum austritt"
    " datedepart",
    "leave_reason": "leavereason reasonforleaving terminationreason austrittsgrund",
    "birth_date": "birthdate dateofbirth dob birthday geburtsdatum datedenaissance fechadenacimiento datadinascita"
    " dataurodzenia geboortedatum fodselsdato",
    "nationality": "citizenship staatsangehorigkeit nationalite nacionalidad nazionalita narodowosc",
    "website": "url homepage web webpage",
    "company": "employer legalentity firma gesellschaft societe empresa azienda",
    "bio": "biography about description aboutme",
    "address_line1": "address street streetaddress addressline1 address1 strasse adresse rue calle via ulica",
    "address_line2": "addressline2 address2 adresszusatz",
    "postal_code": "postcode zip zipcode plz postleitzahl codepostal codigopostal cap kodpocztowy",
    "city": "town ort stadt wohnort ville ciudad citta miasto",
    "region": "state province county bundesland provincia",
    "country": "countrycode land pays pais paese kraj",
}


def known_words(table: Table = PEOPLE) -> dict[str, str]:
    """Every folded heading that the table knows, with the column it means; "" for one that is only there to read."""
    words: dict[str, str] = {}
    for name, synonyms in [*_SYNONYMS.items(), *table.words.items()]:
        if name in table.columns or name in table.beside:
            words |= {folded(word): name for word in (name, *synonyms.split())}
    words = {word: "" if name in table.beside else name for word, name in words.items()}
    words |= {folded(str(column.label)): name for name, column in table.columns.items()}
    words |= {folded(name): name for name in table.columns}
    return words


@dataclass
class Headings:
    """How the headings of a file were understood. Nothing is read from a file while ``problems`` are left.

    ``mapping`` leads from each heading to the name of a column, or to "" for one that is left out; headings without
    an entry are not understood. ``suggestions`` offers the nearest column for those.
    """

    headings: list[str]
    mapping: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    privileged: list[str] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)
    suggestions: dict[str, str] = field(default_factory=dict)
    missing: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """One sentence for each thing that stops the file, with the headings by name."""
        found = []
        if self.privileged:
            found.append(
                _("These columns give rights and are never imported: %(names)s. Remove them from the file.")
                % {"names": ", ".join(self.privileged)}
            )
        if self.doubled:
            found.append(
                _("These columns stand in the file more than once: %(names)s. Keep one of each.")
                % {"names": ", ".join(self.doubled)}
            )
        if self.forbidden:
            found.append(
                _("You may not change these columns: %(names)s. Remove them from the file.")
                % {"names": ", ".join(self.forbidden)}
            )
        if self.unknown:
            found.append(
                _("These columns are not known here: %(names)s.") % {"names": ", ".join(map(self._offer, self.unknown))}
            )
        return found + [_missing(group) for group in self.missing]

    def _offer(self, heading: str) -> str:
        name = self.suggestions.get(heading)
        if name is None:
            return heading
        return _("%(heading)s (did you mean %(name)s?)") % {"heading": heading, "name": name}


def _missing(group: tuple[str, ...]) -> str:
    """The sentence for a file without any of these columns."""
    if "employee_number" in group:
        return _("There is no column that says who each row is about. Add the column employee_number or username.")
    return _("Without the column %(names)s no row can be told from another. Add it.") % {"names": ", ".join(group)}


def is_privileged(heading: str) -> bool:
    """Whether the heading asks for rights, a key of the database or a password."""
    return folded(heading) in _PRIVILEGED


_PRIVILEGED = frozenset(folded(name) for name in PRIVILEGED)


def understand(
    headings: Sequence[str],
    may: Iterable[Column],
    chosen: Mapping[str, str] | None = None,
    table: Table = PEOPLE,
) -> Headings:
    """Which column each heading means. ``chosen`` is what a person decided: heading → column, "" leaves it out."""
    words, allowed = known_words(table), {column.name for column in may}
    decided = {heading: name for heading, name in (chosen or {}).items() if name == "" or name in table.columns}
    found = Headings(list(headings))
    taken: dict[str, str] = {}
    for heading in headings:
        name = _meaning(heading, words, decided)
        if name == "" or not heading.strip():
            found.mapping[heading] = ""
        elif is_privileged(heading) and folded(heading) not in words:
            found.privileged.append(heading)
        elif name is None:
            found.unknown.append(heading)
            offer = suggestion(heading, words, allowed)
            if offer:
                found.suggestions[heading] = offer
        elif name in taken:
            found.doubled.append(heading if heading != taken[name] else name)
        elif name not in allowed:
            found.forbidden.append(heading)
        else:
            taken[name] = heading
            found.mapping[heading] = name
    offered = {*taken, *found.suggestions.values()}
    found.missing = [group for group in table.keys if not offered.intersection(group)]
    return found


def _meaning(heading: str, words: Mapping[str, str], chosen: Mapping[str, str]) -> str | None:
    """The column by decision or by knowledge; "" for one left out, None for one not known."""
    if is_privileged(heading) and folded(heading) not in words:
        return None
    if heading in chosen:
        return chosen[heading]
    return words.get(folded(heading))


def suggestion(heading: str, words: Mapping[str, str], allowed: Iterable[str]) -> str | None:
    """The column whose name or other word is nearest to the heading, or None when nothing is near."""
    near = difflib.get_close_matches(folded(heading), list(words), n=3, cutoff=_LIKENESS)
    names = [words[word] for word in near]
    open_to_user = set(allowed)
    return next((name for name in names if name in open_to_user), None)


def remembered_mapping(user: User | None, headings: Iterable[str], table: Table = PEOPLE) -> dict[str, str]:
    """What the account decided for these headings in its last imports of the table that were applied."""
    if user is None:
        return {}
    applied = ImportBatch.objects.filter(by=user, resource=table.code, state__in=_APPLIED).order_by("-pk")[:_REMEMBERED]
    known: dict[str, str] = {}
    for mapping in applied.values_list("mapping", flat=True):
        known = {**mapping, **known}
    return {heading: known[heading] for heading in headings if heading in known}


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name most like the word, or None when none is near."""
    by_fold = {folded(name): name for name in known}
    found = difflib.get_close_matches(folded(word), list(by_fold), n=1, cutoff=_LIKENESS)
    return by_fold[found[0]] if found else None
