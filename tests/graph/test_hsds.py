"""The Open Referral package: ids unique and stable, every reference resolves, nothing beyond the standard."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, get_args
from uuid import UUID

import pytest
from hypothesis import given, settings
from pydantic import ValidationError

from graph.exchange.as_hsds import hsds_file, hsds_id, hsds_package
from graph.exchange.exporting import Format, export
from graph.exchange.hsds import Package
from graph.seeding import read_seeds
from matchmaker.model import Relation
from matchmaker.vocabulary import RelationKind, Status
from tests.worlds import full_world, worlds

if TYPE_CHECKING:
    from matchmaker.model import Actor, Offering, Snapshot

SEEDS = Path(__file__).resolve().parents[2] / "seeds"

# Which table each reference of each table points to.
REFERENCES = {
    "organizations": {"parent_organization_id": "organizations"},
    "organization_identifiers": {"organization_id": "organizations"},
    "services": {"organization_id": "organizations"},
    "schedules": {"service_id": "services"},
    "locations": {"organization_id": "organizations"},
    "service_at_location": {"service_id": "services", "location_id": "locations"},
    "service_areas": {"service_id": "services"},
    "taxonomy_terms": {"parent_id": "taxonomy_terms", "taxonomy_id": "taxonomies"},
    "attributes": {"taxonomy_term_id": "taxonomy_terms", "link_id": "organizations or services"},
    "metadata": {"resource_id": "organizations or services"},
}

# The tables that we fill, with the fields that HSDS 3.0 knows (openreferral/specification, tag v3.0,
# schema/*.json); a star marks a field that a row must have, there or in its tabular form.
STANDARD = {
    "organizations": (
        "id* name* alternate_name description* email website tax_status tax_id year_incorporated "
        "legal_status logo uri parent_organization_id"
    ),
    "organization_identifiers": "id* organization_id* identifier_scheme identifier_type* identifier*",
    "services": (
        "id* organization_id* program_id name* alternate_name description url email status* "
        "interpretation_services application_process fees_description wait_time fees accreditations "
        "eligibility_description minimum_age maximum_age assured_date assurer_email licenses alert "
        "last_modified"
    ),
    "schedules": (
        "id* service_id location_id service_at_location_id valid_from valid_to dtstart timezone until "
        "count wkst freq interval byday byweekno bymonthday byyearday description opens_at closes_at "
        "schedule_link attending_type notes"
    ),
    "locations": (
        "id* location_type* url organization_id name alternate_name description transportation "
        "latitude longitude external_identifier external_identifier_type"
    ),
    "service_at_location": "id* service_id* location_id* description",
    "service_areas": "id* service_id name description extent extent_type uri",
    "taxonomies": "id* name* description* uri version",
    "taxonomy_terms": "id* code name* description* parent_id taxonomy language taxonomy_id term_uri",
    "attributes": "id* link_id* taxonomy_term_id* link_type link_entity* value",
    "contacts": (
        "id* organization_id service_id service_at_location_id location_id name title department email"
    ),
    "metadata": (
        "id* resource_id* resource_type* last_action_date* last_action_type* field_name* "
        "previous_value* replacement_value* updated_by*"
    ),
}


def check(package: Package) -> None:
    """Assert that ids are unique over all tables, and that every reference resolves."""
    tables = {name: getattr(package, name) for name in type(package).model_fields if name != "version"}
    ids = {name: {row.id for row in rows} for name, rows in tables.items()}
    assert len(set().union(*ids.values())) == sum(map(len, tables.values()))
    for name, rows in tables.items():
        for row in rows:
            given_ids = {field for field in type(row).model_fields if field.endswith("_id")}
            assert given_ids == set(REFERENCES.get(name, {})), name
            for field, target in REFERENCES.get(name, {}).items():
                known = set().union(*(ids[kind] for kind in target.split(" or ")))
                assert getattr(row, field) is None or getattr(row, field) in known, (name, row.id, field)
    assert all(row.link_id in ids[f"{row.link_entity}s"] for row in package.attributes)
    assert all(row.resource_id in ids[f"{row.resource_type}s"] for row in package.metadata)
    codes = [term.code for term in package.taxonomy_terms]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("table", STANDARD)
def test_a_table_has_fields_of_the_standard_and_all_that_it_demands(table: str) -> None:
    demanded = {name.rstrip("*") for name in STANDARD[table].split() if name.endswith("*")}
    (row,) = get_args(Package.model_fields[table].annotation)
    fields = row.model_fields

    assert set(fields) <= {name.rstrip("*") for name in STANDARD[table].split()}
    assert demanded <= {name for name, field in fields.items() if field.is_required()}


def test_every_table_of_the_package_is_one_of_the_standard() -> None:
    assert set(Package.model_fields) - {"version"} == set(STANDARD)


@pytest.fixture(scope="module")
def region() -> Snapshot:
    return read_seeds(SEEDS)


def test_package_of_the_region_is_sound_and_full(region: Snapshot, tmp_path: Path) -> None:
    export(region, tmp_path / "hsds.json", Format.HSDS)
    package = Package.model_validate_json((tmp_path / "hsds.json").read_bytes())
    check(package)
    assert len(package.organizations) == len(region.actors)
    assert len(package.services) == len(region.offerings)
    assert len(package.service_areas) == sum(len(set(offering.area)) for offering in region.offerings)
    facts: tuple[Actor | Offering, ...] = (*region.actors, *region.offerings)
    sources = sum(len(fact.sources) for fact in facts)
    assert len(package.metadata) == sources
    assert package.contacts == []
    assert b"null" not in hsds_file(region)


@settings(deadline=None, max_examples=50)
@given(worlds())
def test_package_of_any_world_is_sound(world: Snapshot) -> None:
    check(Package.model_validate_json(hsds_file(world)))


def test_ids_are_the_same_in_every_export_and_version() -> None:
    # Others keep these ids: a change here takes their links away.
    assert hsds_id("organization", "gemeente-woerden") == UUID("8a0b6efc-6fa0-5488-bc71-3b8a375a2465")
    world = full_world()
    before = {row.id for row in hsds_package(world).services}
    renamed = replace(world.offerings[0], title=replace(world.offerings[0].title, nl="Anders"))
    assert {row.id for row in hsds_package(replace(world, offerings=(renamed,))).services} == before


def test_every_field_of_the_full_world_lands_where_it_belongs() -> None:
    package = hsds_package(full_world())
    check(package)
    organization = package.organizations[0]
    assert organization.alternate_name == "P; p"
    assert organization.website == "https://voorbeeld.example"
    assert package.organization_identifiers[0].identifier == "12345678"
    (service,) = package.services
    assert (service.name, service.alternate_name) == ("Aanbod", "Offering")
    assert service.application_process == "bel"
    assert service.assured_date == date(2025, 6, 1)
    assert service.alert == "Het budget is op."
    assert service.eligibility_description is not None
    assert "Alleen voor deze branches: sector." in service.eligibility_description
    assert "Voorwaarden: Bent u er?; Echt?" in service.eligibility_description
    (schedule,) = package.schedules
    assert (schedule.valid_from, schedule.valid_to) == (date(2025, 2, 1), date(2025, 3, 1))
    (link,) = package.service_at_location
    location = next(row for row in package.locations if row.id == link.location_id)
    assert (location.name, location.latitude, location.external_identifier) == (
        "Municipality",
        52.1,
        "GM0001",
    )
    assert {area.name for area in package.service_areas} == {"Region", "Municipality"}
    respects = {row.link_type for row in package.attributes if row.link_id == service.id}
    assert respects == {"need_kind", "theme", "sector", "r_strategy", "target_group", "size", "status"}
    actions = {row.last_action_type: row for row in package.metadata if row.resource_id == service.id}
    assert actions["stated"].updated_by == "Uitgever"
    assert actions["stated"].last_action_date == date(2025, 1, 1)
    assert actions["confirmed"].updated_by == "redactie"


@pytest.mark.parametrize(
    ("status", "exhausted", "told"),
    [
        (Status.ACTIVE, False, "active"),
        (Status.ACTIVE, True, "temporarily closed"),
        (Status.PLANNED, False, "inactive"),
        (Status.PLANNED, True, "inactive"),
        (Status.ENDED, True, "defunct"),
    ],
)
def test_status_is_told_in_the_words_of_the_standard(status: Status, exhausted: bool, told: str) -> None:
    world = full_world()
    offering = replace(world.offerings[0], status=status, budget_exhausted=exhausted)
    assert hsds_package(replace(world, offerings=(offering,))).services[0].status == told


def test_parent_is_the_actor_of_which_another_is_part_now() -> None:
    world = full_world()

    def part_of(object_id: str, status: Status = Status.ACTIVE) -> Relation:
        return Relation(
            subject_id="actor-initiative", kind=RelationKind.PART_OF, object_id=object_id, status=status
        )

    def parent(*relations: Relation) -> UUID | None:
        package = hsds_package(replace(world, relations=relations))
        check(package)
        own = hsds_id("organization", "actor-initiative")
        return next(row.parent_organization_id for row in package.organizations if row.id == own)

    assert parent(part_of("actor-government")) == hsds_id("organization", "actor-government")
    assert parent(part_of("actor-government", Status.ENDED)) is None
    assert parent(part_of("offering")) is None
    assert parent(part_of("actor-initiative")) is None


def test_actor_of_a_province_has_no_location() -> None:
    world = full_world()
    actors = tuple(replace(actor, place_id="place-province") for actor in world.actors)
    package = hsds_package(replace(world, actors=actors))
    assert (package.locations, package.service_at_location) == ([], [])
    check(package)


@pytest.mark.parametrize("table", ["services", "contacts", "taxonomy_terms"])
def test_field_that_the_standard_does_not_have_is_refused(table: str) -> None:
    package = json.loads(hsds_file(full_world()))
    package[table] = [{"id": str(UUID(int=0)), "phone": "x"}]
    with pytest.raises(ValidationError, match="phone"):
        Package.model_validate_json(json.dumps(package))
