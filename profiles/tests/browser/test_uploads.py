"""Several files at once in the browser: chosen or dropped, sent with a bar, refused in a sentence beside the file."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from profiles.models import Document
from profiles.tests.browser.axe import barriers_on, overhang
from profiles.tests.browser.chromium import DESKTOP, PHONE, Browse
from profiles.tests.factories import make_pdf

OWN = "/profile/documents/"
_DROP = """(zone, names) => {
  const data = new DataTransfer();
  for (const name of names) data.items.add(new File([`Notes of ${name}`], name, { type: "text/plain" }));
  zone.dispatchEvent(new DragEvent("dragover", { dataTransfer: data, bubbles: true, cancelable: true }));
  zone.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


def papers(**files: bytes) -> list[dict[str, object]]:
    """Files to choose: their names with an underscore for the dot."""
    return [
        {"name": name.replace("_", "."), "mimeType": "application/octet-stream", "buffer": content}
        for name, content in files.items()
    ]


def choose(page: Page, **files: bytes) -> None:
    page.locator("[data-upload] input[type=file]").set_input_files(papers(**files))  # type: ignore[arg-type]


def send(page: Page) -> None:
    page.locator("[data-upload-send]").click()


def record_of(person: User) -> str:
    return f"/admin/auth/user/{person.pk}/change/"


def test_several_files_are_stored_and_listed(browse: Browse, emil: User) -> None:
    page = browse(emil)
    page.goto(OWN)
    page.get_by_label("What is it").select_option("other")
    choose(page, first_pdf=make_pdf("First"), second_pdf=make_pdf("Second"))
    send(page)

    expect(page.locator(".upload", has_text="Checked and stored")).to_have_count(2)
    for title in ("first", "second"):
        expect(page.locator("#stored").get_by_role("link", name=title, exact=True)).to_be_visible()
    assert set(Document.objects.values_list("title", flat=True)) == {"first", "second"}


def test_what_is_sent_shows_how_far_it_is(browse: Browse, emil: User) -> None:
    page = browse(emil)
    page.goto(OWN)
    page.get_by_label("What is it").select_option("other")
    page.evaluate(
        """() => {
          window.bars = [];
          new MutationObserver((all) => all.forEach((one) => window.bars.push(one.target.getAttribute("width"))))
            .observe(document.querySelector("[data-upload-list]"), { subtree: true, attributeFilter: ["width"] });
        }"""
    )
    choose(page, large_txt=b"many words " * 500_000)
    send(page)

    expect(page.locator(".upload", has_text="Checked and stored")).to_have_count(1)
    assert page.evaluate("window.bars")[-1] == "100%"


def test_a_refusal_stands_beside_its_file_and_the_others_are_stored(browse: Browse, emil: User) -> None:
    page = browse(emil)
    page.goto(OWN)
    page.get_by_label("What is it").select_option("other")
    choose(page, page_html=b"<!doctype html><p>Hello", good_pdf=make_pdf())
    send(page)

    expect(page.locator(".upload.refused .errorlist")).to_contain_text("Web pages and SVG files are not accepted.")
    expect(page.locator("#stored")).to_contain_text("good")
    page.get_by_role("button", name="Remove: page.html").click()
    expect(page.locator(".upload.refused")).to_have_count(0)


def test_without_a_type_nothing_is_sent(browse: Browse, emil: User) -> None:
    page = browse(emil)
    page.goto(OWN)
    choose(page, cv_pdf=make_pdf())
    send(page)

    expect(page.locator("[data-upload-said]")).to_contain_text("Say what it is first")
    expect(page.get_by_label("What is it")).to_be_focused()


def test_a_file_beyond_the_limit_is_not_sent_at_all(browse: Browse, emil: User, settings: object) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024  # type: ignore[attr-defined]
    page = browse(emil)
    page.goto(OWN)
    page.get_by_label("What is it").select_option("other")
    page.on("request", lambda request: pytest.fail("sent") if request.method == "POST" else None)
    choose(page, large_pdf=b"%PDF-1.4" + b"x" * 2_000_000)
    send(page)

    expect(page.locator(".upload.refused")).to_contain_text("This file is larger than 1 MB.")


def test_hr_drops_files_on_the_record(browse: Browse, emil: User, hana: User) -> None:
    page = browse(hana)
    page.goto(record_of(emil))
    page.get_by_role("group", name="Add a document").get_by_label("Type").select_option("Other")
    page.locator("[data-upload-zone]").evaluate(_DROP, ["a.txt", "b.txt"])
    expect(page.locator("[data-upload-send]")).to_have_text("Add 2 documents")
    send(page)

    expect(page.locator("#documents-group .docs")).to_contain_text(re.compile("a.*b", re.DOTALL))
    expect(page.locator("nav.tabs")).to_contain_text("Documents 2")
    expect(page.locator(".upload", has_text="Checked and stored")).to_have_count(2)


def test_saving_the_record_sends_what_waits_first(browse: Browse, emil: User, hana: User) -> None:
    page = browse(hana)
    page.goto(record_of(emil))
    page.get_by_label("Biography").fill("Welds.")
    page.get_by_role("group", name="Add a document").get_by_label("Type").select_option("Contract")
    choose(page, contract_pdf=make_pdf())
    page.get_by_role("button", name="Save and stay").click()

    expect(page.locator(".messagelist")).to_contain_text("was saved")
    expect(page.locator("#documents-group .docs")).to_contain_text("Contract")
    expect(page.get_by_label("Biography")).to_have_value("Welds.")


def test_without_a_script_the_form_is_enough(browse: Browse, emil: User) -> None:
    page = browse(emil, java_script_enabled=False)
    page.goto(OWN)
    page.get_by_label("What is it").select_option("other")
    page.get_by_label("File").set_input_files(papers(plan_pdf=make_pdf())[0])  # type: ignore[arg-type]
    page.get_by_role("button", name="Add this document").click()

    expect(page.locator(".messagelist")).to_contain_text("is checked and stored")


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_a_list_of_files_fits_and_is_open_to_all(browse: Browse, emil: User, width: int) -> None:
    page = browse(emil, width=width)
    page.goto(OWN)
    page.get_by_label("What is it").select_option("other")
    choose(page, **{"a_rather_long_name_" * 8 + "html": b"<!doctype html>"}, good_pdf=make_pdf())
    send(page)
    expect(page.locator(".upload.refused")).to_be_visible()

    assert (barriers_on(page), overhang(page)) == ([], 0)
