-- Quarantine: what was refused and is not accepted after all. A view, because beheer.levering and beheer.melding
-- hold it already; only the attempts to hand it in again are kept apart. A levering that is accepted at a later
-- attempt gets that oordeel in beheer.levering (sink/leveringen.c), and with it leaves the quarantine.
create table beheer.herhaling (
  levering uuid primary key,
  pogingen integer not null check (pogingen > 0),
  laatste timestamptz not null
);

create index levering_afgekeurd on beheer.levering (opgeslagen) where oordeel = 'afgekeurd';

create view beheer.quarantaine as
select l.id as levering, l.organisatie, l.ontvangen, l.naam as bestand, l.soort, m.code, m.regel, m.pad,
  (select count(*) from beheer.melding a where a.levering = l.id) as meldingen, l.bytes, l.opgeslagen as afgekeurd,
  coalesce(h.pogingen, 0) as pogingen, h.laatste as laatste_poging
from beheer.levering l
left join beheer.melding m on m.levering = l.id and m.volgnummer = 1
left join beheer.herhaling h on h.levering = l.id
where l.oordeel = 'afgekeurd';

comment on table beheer.herhaling is 'Afgekeurde leveringen die opnieuw zijn aangeboden (quarantine replay).';
comment on column beheer.herhaling.levering is 'Id in beheer.levering.';
comment on column beheer.herhaling.pogingen is 'Aantal keren dat de levering opnieuw is aangeboden.';
comment on column beheer.herhaling.laatste is 'Moment van de laatste keer.';

comment on view beheer.quarantaine is 'Leveringen die zijn afgekeurd en niet alsnog zijn opgenomen; een rij per levering, zonder inhoud van het bestand.';
comment on column beheer.quarantaine.levering is 'Id in beheer.levering: hash met sleutel van organisatie, dag, naam en inhoud.';
comment on column beheer.quarantaine.organisatie is 'Afzender: gemeente (CBS-code, vier cijfers) of aanbieder (AGB-code, acht cijfers).';
comment on column beheer.quarantaine.ontvangen is 'Dag van ontvangst (Europe/Amsterdam).';
comment on column beheer.quarantaine.bestand is 'Bestandsnaam; negen cijfers achter elkaar zijn onleesbaar gemaakt. Uit een zip: zip/bestand.';
comment on column beheer.quarantaine.soort is 'Soort: JW301, WMO305, traject, ...; leeg als dat niet te bepalen was.';
comment on column beheer.quarantaine.code is 'Code van de eerste melding.';
comment on column beheer.quarantaine.regel is 'Regel van het bestand van de eerste melding.';
comment on column beheer.quarantaine.pad is 'Pad van het element van de eerste melding; leeg als er geen is.';
comment on column beheer.quarantaine.meldingen is 'Aantal meldingen.';
comment on column beheer.quarantaine.bytes is 'Omvang van het bestand in bytes.';
comment on column beheer.quarantaine.afgekeurd is 'Moment waarop de levering is opgeslagen als afgekeurd.';
comment on column beheer.quarantaine.pogingen is 'Aantal keren dat de levering opnieuw is aangeboden.';
comment on column beheer.quarantaine.laatste_poging is 'Moment van de laatste keer; leeg als de levering niet opnieuw is aangeboden.';
