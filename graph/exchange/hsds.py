"""The tables of Open Referral HSDS 3.0 that an export fills, by the standard's field names.

Only what our facts can fill is here; the words are ours, the names are the standard's
(https://docs.openreferral.org). A field that is None is left out of the file, as the standard has no null.
"""

from __future__ import annotations

from datetime import date  # noqa: TC003  # pydantic reads the annotations when the class is made
from typing import Annotated, Literal
from uuid import UUID  # noqa: TC003  # the same

from pydantic import BaseModel, ConfigDict, Field

Linked = Literal["organization", "service"]
ServiceStatus = Literal["active", "inactive", "defunct", "temporarily closed"]


class Table(BaseModel):
    """A row of any table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: UUID


class Organization(Table):
    """A party."""

    name: str
    alternate_name: str | None = None
    description: str
    website: str | None = None
    parent_organization_id: UUID | None = None


class OrganizationIdentifier(Table):
    """The number of a party in a public register."""

    organization_id: UUID
    identifier_scheme: str
    identifier_type: str
    identifier: str


class Service(Table):
    """What a party offers."""

    organization_id: UUID
    name: str
    alternate_name: str | None = None
    description: str
    status: ServiceStatus
    application_process: str | None = None
    eligibility_description: str | None = None
    alert: str | None = None
    assured_date: date | None = None


class Schedule(Table):
    """When a service can be used."""

    service_id: UUID
    valid_from: date | None = None
    valid_to: date | None = None
    description: str


class Location(Table):
    """Where a party is seated."""

    location_type: Literal["physical", "postal", "virtual"]
    organization_id: UUID
    name: str
    description: str
    latitude: float | None = None
    longitude: float | None = None
    external_identifier: str | None = None
    external_identifier_type: str | None = None


class ServiceAtLocation(Table):
    """That a service is given from a place."""

    service_id: UUID
    location_id: UUID
    description: str


class ServiceArea(Table):
    """A place that a service is for."""

    service_id: UUID
    name: str
    description: str
    extent: str
    extent_type: Literal["geojson", "topojson", "kml", "text"]


class Taxonomy(Table):
    """A list of terms."""

    name: str
    description: str


class TaxonomyTerm(Table):
    """A term; its code is ours, after the name of its list."""

    code: str
    name: str
    description: str
    parent_id: UUID | None = None
    taxonomy: str
    taxonomy_id: UUID
    language: str


class Attribute(Table):
    """That a term holds for an organization or service; ``link_type`` tells in which respect."""

    link_id: UUID
    link_entity: Linked
    link_type: str
    taxonomy_term_id: UUID


class Contact(Table):
    """A contact person. The register knows none, so an export holds none."""

    organization_id: UUID


class Metadata(Table):
    """Who stated or confirmed something about an organization or service, and when."""

    resource_id: UUID
    resource_type: Linked
    last_action_date: date
    last_action_type: str
    field_name: str
    previous_value: str
    replacement_value: str
    updated_by: str


class Package(BaseModel):
    """All tables, by the names that the standard gives their files."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal["3.0"]
    organizations: list[Organization]
    organization_identifiers: list[OrganizationIdentifier]
    services: list[Service]
    schedules: list[Schedule]
    locations: list[Location]
    service_at_location: list[ServiceAtLocation]
    service_areas: list[ServiceArea]
    taxonomies: list[Taxonomy]
    taxonomy_terms: list[TaxonomyTerm]
    attributes: list[Attribute]
    contacts: Annotated[list[Contact], Field(max_length=0)]
    metadata: list[Metadata]
