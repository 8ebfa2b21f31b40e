-- What sluis keeps of its own work: leveringen with what became of them, and who may write the facts.
create table beheer.levering (
  id uuid primary key,
  organisatie text not null,
  ontvangen date not null,
  naam text not null,
  soort text,
  oordeel text not null check (oordeel in ('goed', 'gedeeltelijk', 'afgekeurd')),
  regels_goed integer not null,
  regels_fout integer not null,
  gebeurtenissen integer not null,
  genoemd integer not null,
  bytes bigint not null,
  opgeslagen timestamptz not null default current_timestamp
) with (fillfactor = 90);

create table beheer.melding (
  levering uuid not null references beheer.levering (id),
  volgnummer integer not null,
  code text not null,
  regel integer not null,
  kolom text,
  pad text,
  tekst text not null,
  primary key (levering, volgnummer)
);

-- One row per source of leveringen. Who writes the facts took the newest epoch; the position counts partijen.
create table beheer.positie (
  bron text primary key,
  epoch bigint not null,
  positie bigint not null,
  bijgewerkt timestamptz not null,
  wachtrij_bytes bigint not null
) with (fillfactor = 10);

create table beheer.afsluiting (
  enig boolean primary key default true check (enig),
  afgesloten_tot date not null default '-infinity'
);
insert into beheer.afsluiting default values;

-- Becomes the owner of a source: every earlier epoch is fenced from here on. Waits for a transaction of the
-- earlier owner that is still under way, so that the position that is returned is the last one.
create function beheer.neem_over(van_bron text, out epoch bigint, out positie bigint)
language sql as $$
  insert into beheer.positie as p (bron, epoch, positie, bijgewerkt, wachtrij_bytes)
  values (van_bron, 1, 0, current_timestamp, 0)
  on conflict (bron) do update set epoch = p.epoch + 1, bijgewerkt = current_timestamp, wachtrij_bytes = 0
  returning p.epoch, p.positie
$$;

-- The first statement of a partij. Raising inside the server is what fences a COMMIT that is already in the
-- socket of a process that was killed. Returns the last closed day of receipt, held until the transaction ends.
create function beheer.begin_partij(van_bron text, eigen_epoch bigint, eigen_positie bigint) returns date
language plpgsql as $$
declare
  dag date;
begin
  update beheer.positie set positie = positie + 1, bijgewerkt = current_timestamp
  where bron = van_bron and epoch = eigen_epoch and positie = eigen_positie;
  if not found then
    raise exception 'epoch % or position % of source % is no longer the newest', eigen_epoch, eigen_positie, van_bron
      using errcode = 'SL001';
  end if;
  select afgesloten_tot into strict dag from beheer.afsluiting for share;
  return dag;
end
$$;

comment on table beheer.migratie is 'Versies van het schema die zijn toegepast.';
comment on column beheer.migratie.versie is 'Nummer van de migratie.';
comment on column beheer.migratie.naam is 'Naam van de migratie.';
comment on column beheer.migratie.toegepast is 'Moment waarop de migratie is toegepast.';

comment on table beheer.levering is 'Leveringen: een rij per bestand van een afzender, met wat ervan is geworden.';
comment on column beheer.levering.id is 'Hash met sleutel van organisatie, dag, naam en inhoud van het bestand.';
comment on column beheer.levering.organisatie is 'Afzender: gemeente (CBS-code, vier cijfers) of aanbieder (AGB-code, acht cijfers).';
comment on column beheer.levering.ontvangen is 'Dag van ontvangst (Europe/Amsterdam).';
comment on column beheer.levering.naam is 'Bestandsnaam; negen cijfers achter elkaar zijn onleesbaar gemaakt.';
comment on column beheer.levering.soort is 'Soort: JW301, WMO305, traject, ...; leeg als dat niet te bepalen was.';
comment on column beheer.levering.oordeel is 'Oordeel: goed, gedeeltelijk (alleen lijsten) of afgekeurd.';
comment on column beheer.levering.regels_goed is 'Aantal goede regels van een lijst, of 1 (goed) en 0 (afgekeurd) van een bericht.';
comment on column beheer.levering.regels_fout is 'Aantal foute regels van een lijst, of 0 (goed) en 1 (afgekeurd) van een bericht.';
comment on column beheer.levering.gebeurtenissen is 'Aantal gegevens dat de levering bevat.';
comment on column beheer.levering.genoemd is 'Aantal gegevens in dwh.gebeurtenis dat deze levering noemt; 0 bij een goede levering met gegevens = dubbel, alles was al bekend uit een eerdere.';
comment on column beheer.levering.bytes is 'Omvang van het bestand in bytes.';
comment on column beheer.levering.opgeslagen is 'Moment van opslaan.';

comment on table beheer.melding is 'Meldingen van de controle van een levering: welke regel, waar. Nooit een waarde uit het bestand.';
comment on column beheer.melding.levering is 'Id in beheer.levering.';
comment on column beheer.melding.volgnummer is 'Volgnummer binnen de levering, vanaf 1.';
comment on column beheer.melding.code is 'Code van de regel: van de standaard (CS002), of XSD, VORM, SOORT, LIJST, AFZENDER.';
comment on column beheer.melding.regel is 'Regel van het bestand, vanaf 1.';
comment on column beheer.melding.kolom is 'Kolom van een lijst; leeg bij een bericht.';
comment on column beheer.melding.pad is 'Pad van het element in een bericht; leeg bij een lijst.';
comment on column beheer.melding.tekst is 'Uitleg.';

comment on table beheer.positie is 'Hoe ver het laden is, per bron.';
comment on column beheer.positie.bron is 'Bron van de leveringen.';
comment on column beheer.positie.epoch is 'Volgnummer van de eigenaar: alleen het proces met het hoogste schrijft.';
comment on column beheer.positie.positie is 'Aantal partijen dat is opgeslagen.';
comment on column beheer.positie.bijgewerkt is 'Moment van de laatste partij, of van het overnemen.';
comment on column beheer.positie.wachtrij_bytes is 'Bytes die bij de laatste partij nog onderweg waren.';

comment on table beheer.afsluiting is 'Tot en met welke dag van ontvangst alles is afgesloten; een rij.';
comment on column beheer.afsluiting.enig is 'Altijd waar: er is een rij.';
comment on column beheer.afsluiting.afgesloten_tot is 'Laatste afgesloten dag van ontvangst; -infinity = geen.';
