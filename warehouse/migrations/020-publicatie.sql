-- Published figures, and what a closed day asks of the tables beside the facts.
--
-- A figure is kept as it was printed, in each of its forms, so that no later program can read it otherwise; `als_json` has
-- all of it. Nothing is ever changed in a row, nor removed (warehouse/rechten.sql): who publishes again gets a new number,
-- or the old one when the figure is the same to the letter.
create table beheer.publicatie (
  nummer integer generated always as identity primary key,
  rapport text not null,
  versie integer not null,
  van date not null,
  tot date not null,
  peildatum date not null,
  parameters jsonb not null,
  als_json json not null,
  als_csv text not null,
  als_tabel text not null,
  programma text not null,
  gepubliceerd timestamptz not null default current_timestamp,
  gepubliceerd_door text not null default session_user
);
create index publicatie_zoek on beheer.publicatie (rapport, peildatum);

comment on table beheer.publicatie is 'Gepubliceerde cijfers (sluis report publish), zoals zij toen zijn berekend. Een rij verandert niet meer.';
comment on column beheer.publicatie.nummer is 'Nummer van de publicatie.';
comment on column beheer.publicatie.rapport is 'Code van het rapport.';
comment on column beheer.publicatie.versie is 'Versie van de definitie.';
comment on column beheer.publicatie.van is 'Eerste dag van de periode.';
comment on column beheer.publicatie.tot is 'Laatste dag van de periode.';
comment on column beheer.publicatie.peildatum is 'Zoals bekend op deze dag; tot en met deze dag is afgesloten.';
comment on column beheer.publicatie.parameters is 'Waarmee het rapport is gevraagd: per, where en de opties van de definitie, ook die niet waren opgegeven.';
comment on column beheer.publicatie.als_json is 'Het hele rapport zoals --format json het gaf: definitie, parameters, rijen en dekking.';
comment on column beheer.publicatie.als_csv is 'Het rapport zoals --format csv het gaf.';
comment on column beheer.publicatie.als_tabel is 'Het rapport zoals --format table het gaf.';
comment on column beheer.publicatie.programma is 'Versie van het programma dat het cijfer berekende.';
comment on column beheer.publicatie.gepubliceerd is 'Moment van publiceren.';
comment on column beheer.publicatie.gepubliceerd_door is 'Login die publiceerde.';

create view rapport.publicatie as
select nummer, rapport, als_json ->> 'titel' as titel, versie, van, tot, peildatum, parameters, als_json -> 'dekking' as dekking,
  gepubliceerd, gepubliceerd_door, als_json, als_csv, als_tabel
from beheer.publicatie;

create view rapport.publicatie_rij as
select p.nummer, p.rapport, p.versie, p.van, p.tot, p.peildatum, r.regel, r.rij
from beheer.publicatie p
cross join lateral json_array_elements(p.als_json -> 'rijen') with ordinality as r (rij, regel);

comment on view rapport.publicatie is 'Gepubliceerde cijfers; een rij per publicatie.';
comment on column rapport.publicatie.titel is 'Titel van het rapport.';
comment on column rapport.publicatie.dekking is 'Dekking van het cijfer: wie over de periode had geleverd; leeg als het rapport die niet gaf.';
comment on view rapport.publicatie_rij is 'De regels van gepubliceerde cijfers.';
comment on column rapport.publicatie_rij.regel is 'Nummer van de regel binnen het rapport, vanaf 1.';
comment on column rapport.publicatie_rij.rij is 'De regel: kolommen van het rapport met hun waarden.';

-- What was received counts from a day, too: refused leveringen are figures of datakwaliteit, and what a list covers is that
-- of every report. Until now no day was ever closed.
alter table beheer.levering add column bekend_van date;
update beheer.levering set bekend_van = ontvangen;
alter table beheer.levering alter column bekend_van set not null;
comment on column beheer.levering.bekend_van is 'Eerste dag waarop de levering als bekend telt: de dag van ontvangst, of de eerste open dag als die bij het opslaan al was afgesloten.';

-- A refused levering that is accepted after all (quarantine replay) gives up its row. On a day that was closed by then it
-- was refused, and stays so.
create table beheer.afkeuring_voorheen (
  levering uuid not null,
  volgnummer integer not null,
  organisatie text not null,
  ontvangen date not null,
  soort text,
  code text not null,
  bekend_van date not null,
  bekend_tot date not null,
  primary key (levering, bekend_van, volgnummer)
);
comment on table beheer.afkeuring_voorheen is 'Meldingen van leveringen die eerst zijn afgekeurd en later, na een afgesloten dag, alsnog zijn opgenomen.';
comment on column beheer.afkeuring_voorheen.levering is 'Id in beheer.levering.';
comment on column beheer.afkeuring_voorheen.volgnummer is 'Volgnummer van de melding binnen de levering, vanaf 1.';
comment on column beheer.afkeuring_voorheen.organisatie is 'Afzender: gemeente (CBS-code, vier cijfers) of aanbieder (AGB-code, acht cijfers).';
comment on column beheer.afkeuring_voorheen.ontvangen is 'Dag van ontvangst.';
comment on column beheer.afkeuring_voorheen.soort is 'Soort zoals toen bepaald; leeg als dat niet te bepalen was.';
comment on column beheer.afkeuring_voorheen.code is 'Code van de regel.';
comment on column beheer.afkeuring_voorheen.bekend_van is 'Eerste dag waarop de afkeuring bekend was.';
comment on column beheer.afkeuring_voorheen.bekend_tot is 'Eerste dag waarop de levering als opgenomen telt.';

-- Columns of the views that come as they are.
do $$
declare
  kolom record;
begin
  for kolom in
    select a.attrelid::regclass as weergave, a.attname, col_description(b.attrelid, b.attnum) as tekst
    from pg_attribute a
    join pg_attribute b on b.attrelid = 'beheer.publicatie'::regclass and b.attname = a.attname and b.attnum > 0
    where a.attrelid in ('rapport.publicatie'::regclass, 'rapport.publicatie_rij'::regclass) and a.attnum > 0
  loop
    execute format('comment on column %s.%I is %L', kolom.weergave, kolom.attname, kolom.tekst);
  end loop;
end
$$;
