-- The facts and the events that they follow from.
--
-- A fact table has the fields of its record (proto/avro/Feit*.avsc) in that order, then the days between which
-- the row was known: known on D means bekend_van <= D < bekend_tot. tests/warehouse compares both.
-- dwh holds no load clock and no sequence numbers: the same leveringen give the same rows.
create schema dwh;
create schema rapport;

comment on schema dwh is 'Feiten en dimensies met hun geschiedenis: elke rij draagt de dagen waartussen zij bekend was.';
comment on schema rapport is 'Platte overzichten van wat nu bekend is, voor analisten en Power BI.';
comment on schema beheer is 'Leveringen, meldingen, posities en instellingen van sluis zelf.';

create table dwh.client (
  pseudoniem uuid not null,
  geboortejaar integer,
  geslacht text,
  bekend_van date not null,
  bekend_tot date not null,
  primary key (pseudoniem, bekend_van)
) with (fillfactor = 80);

create table dwh.toewijzing (
  pseudoniem uuid not null,
  sleutel uuid not null,
  domein text not null,
  gemeente text not null,
  aanbieder text not null,
  toewijzing_nummer uuid not null,
  referentie_aanbieder uuid,
  categorie text,
  product text,
  toegewezen date not null,
  eerste_ingangsdatum date not null,
  toewijzingsdatum date not null,
  toewijzingstijd time not null,
  ingangsdatum date not null,
  einddatum date,
  reden_wijziging text,
  volume integer,
  eenheid text,
  frequentie text,
  budget integer,
  versies integer not null,
  bekend_van date not null,
  bekend_tot date not null,
  primary key (pseudoniem, sleutel, bekend_van)
) with (fillfactor = 80);

create table dwh.traject (
  pseudoniem uuid not null,
  sleutel uuid not null,
  bron text not null,
  domein text not null,
  gemeente text,
  aanbieder text not null,
  toewijzing uuid,
  volgnummer integer not null,
  categorie text,
  product text,
  toegewezen date,
  ingang date,
  toewijzing_einde date,
  aangemeld date,
  intake date,
  gestart date,
  start_bron text,
  gestopt date,
  einde_bron text,
  reden text,
  reden_code text,
  voorziening text,
  team text,
  melder text,
  hoofddomein text,
  bekend_van date not null,
  bekend_tot date not null,
  primary key (pseudoniem, sleutel, bekend_van)
) with (fillfactor = 80);

create table dwh.onderbreking (
  pseudoniem uuid not null,
  sleutel uuid not null,
  traject uuid not null,
  van date not null,
  tot date,
  bekend_van date not null,
  bekend_tot date not null,
  primary key (pseudoniem, sleutel, bekend_van)
) with (fillfactor = 80);

create table dwh.signaal (
  pseudoniem uuid not null,
  sleutel uuid not null,
  code text not null,
  domein text not null,
  gemeente text not null,
  aanbieder text not null,
  gebeurtenis uuid not null,
  levering uuid not null,
  regel integer not null,
  bekend_van date not null,
  bekend_tot date not null,
  primary key (pseudoniem, sleutel, bekend_van)
) with (fillfactor = 80);

-- The truth. inhoud is the whole record in Avro binary, and the only column that the fold reads; the others
-- repeat what people look for. schema says which version of the record schema wrote it.
create table dwh.gebeurtenis (
  pseudoniem uuid not null,
  id uuid not null,
  soort text not null,
  domein text not null,
  gemeente text not null,
  aanbieder text not null,
  dagtekening date not null,
  ontvangen date not null,
  bekend_van date not null,
  levering uuid not null,
  regel integer not null,
  schema bigint not null,
  inhoud bytea not null,
  primary key (pseudoniem, id)
);

comment on table dwh.client is 'Wat van een cliënt bekend is; het nieuwste bericht beslist. Een rij per cliënt en periode van bekend zijn.';
comment on column dwh.client.geboortejaar is 'Geboortejaar; leeg als het bericht zegt dat het onbekend is.';
comment on column dwh.client.geslacht is 'Geslacht als code van de standaard: 0 onbekend, 1 mannelijk, 2 vrouwelijk.';

comment on table dwh.toewijzing is 'Toewijzingen (301) in hun nieuwste versie; geen rij zolang die versie RedenWijziging 13 (verwijderd) heeft.';
comment on column dwh.toewijzing.sleutel is 'Sleutel van de toewijzing: hash van domein, gemeente en toewijzing_nummer.';
comment on column dwh.toewijzing.toewijzing_nummer is 'ToewijzingNummer als hash met sleutel; alleen geschikt om mee te koppelen binnen domein en gemeente.';
comment on column dwh.toewijzing.referentie_aanbieder is 'ReferentieAanbieder als hash met sleutel; leeg als het bericht er geen heeft.';
comment on column dwh.toewijzing.toegewezen is 'Toewijzingsdatum van de eerste versie.';
comment on column dwh.toewijzing.eerste_ingangsdatum is 'Ingangsdatum van de eerste versie: hierop worden toewijzingen geteld, ook na een verlenging.';
comment on column dwh.toewijzing.toewijzingsdatum is 'Toewijzingsdatum van de nieuwste versie.';
comment on column dwh.toewijzing.toewijzingstijd is 'Toewijzingstijd van de nieuwste versie.';
comment on column dwh.toewijzing.ingangsdatum is 'Ingangsdatum van de nieuwste versie.';
comment on column dwh.toewijzing.einddatum is 'Einddatum van de nieuwste versie, laatste dag; leeg = geen einde afgesproken.';
comment on column dwh.toewijzing.reden_wijziging is 'RedenWijziging van de nieuwste versie, code van de standaard; leeg bij een eerste versie.';
comment on column dwh.toewijzing.volume is 'Omvang: aantal, in de eenheid en frequentie daarnaast; leeg als er een budget is.';
comment on column dwh.toewijzing.eenheid is 'Omvang: eenheid, code van de standaard (01 minuut, 04 uur, 14 etmaal, 16 dagdeel, 82 en 84 stuks, 83 eurocent). Tel eenheden nooit bij elkaar op.';
comment on column dwh.toewijzing.frequentie is 'Omvang: frequentie, code van de standaard (1 per dag, 2 per week, 4 per maand, 6 totaal binnen de geldigheidsduur).';
comment on column dwh.toewijzing.budget is 'Budget in eurocenten; leeg als er een omvang is.';
comment on column dwh.toewijzing.versies is 'Aantal bekende versies van deze toewijzing.';

comment on table dwh.traject is 'Trajecten: een stuk zorg van een cliënt, gevraagd, gestart en gestopt. Een toewijzing geeft er een; na een definitieve stop geeft een nieuwe start het volgende.';
comment on column dwh.traject.sleutel is 'Sleutel van het traject: hash van de toewijzing (of van de start zonder toewijzing) en het volgnummer.';
comment on column dwh.traject.bron is 'Waar het traject vandaan komt: bericht (301, 305, 307) of lijst (levering van een aanbieder).';
comment on column dwh.traject.toewijzing is 'Sleutel in dwh.toewijzing; leeg als geen toewijzing bekend is.';
comment on column dwh.traject.volgnummer is 'Volgnummer binnen de toewijzing; 1 = het eerste traject.';
comment on column dwh.traject.toegewezen is 'Toewijzingsdatum van de eerste versie van de toewijzing; leeg zonder toewijzing.';
comment on column dwh.traject.ingang is 'Ingangsdatum van de nieuwste versie van de toewijzing; leeg zonder toewijzing.';
comment on column dwh.traject.toewijzing_einde is 'Einddatum van de nieuwste versie van de toewijzing; leeg = geen einde afgesproken of geen toewijzing.';
comment on column dwh.traject.aangemeld is 'Dag van aanmelding; alleen in lijsten.';
comment on column dwh.traject.intake is 'Dag van de intake; alleen in lijsten.';
comment on column dwh.traject.gestart is 'Begindatum van de eerste start, eerste dag van de zorg; leeg = niet gestart, de cliënt wacht.';
comment on column dwh.traject.start_bron is 'Waaruit gestart volgt: start (305), stop (een 307 zonder bekende 305) of lijst.';
comment on column dwh.traject.gestopt is 'Laatste dag van de zorg (de dag telt mee); leeg = loopt door. Kan na de peildatum liggen: dan is het traject op die dag nog open.';
comment on column dwh.traject.einde_bron is 'Waaruit gestopt volgt: stop (307), toewijzing (de einddatum daarvan, zonder 307) of lijst.';
comment on column dwh.traject.reden is 'Reden van beëindiging, voor beide domeinen gelijk gemaakt: overleden, volgens_plan, door_client, door_aanbieder, in_overleg, externe_oorzaak, gemeente, wijzigingsverzoek, andere_aanbieder, ander_domein, niet_gemeld.';
comment on column dwh.traject.reden_code is 'RedenBeeindiging zoals gemeld; de betekenis van een code verschilt tussen jw en wmo.';
comment on column dwh.traject.voorziening is 'Voorziening; alleen in lijsten.';
comment on column dwh.traject.team is 'Team; alleen in lijsten.';
comment on column dwh.traject.melder is 'Soort melder; alleen in lijsten.';
comment on column dwh.traject.hoofddomein is 'Hoofddomeinen, gescheiden door |; alleen in lijsten.';

comment on table dwh.onderbreking is 'Onderbrekingen: een tijdelijke stop en de start daarna, binnen een traject.';
comment on column dwh.onderbreking.sleutel is 'Sleutel van de onderbreking: hash van traject en van.';
comment on column dwh.onderbreking.traject is 'Sleutel in dwh.traject.';
comment on column dwh.onderbreking.van is 'Einddatum van de tijdelijke stop: nog een dag zorg.';
comment on column dwh.onderbreking.tot is 'Begindatum van de start daarna: weer een dag zorg; leeg zolang de onderbreking duurt.';

comment on table dwh.signaal is 'Signalen: een regel die een gegeven uit een levering breekt, beoordeeld over alles wat van de cliënt bekend is. Het gegeven is wel geladen.';
comment on column dwh.signaal.sleutel is 'Sleutel van het signaal: hash van code en gebeurtenis.';
comment on column dwh.signaal.code is 'Code van de regel: TR... van de standaard, SL.. van sluis.';
comment on column dwh.signaal.gebeurtenis is 'Id in dwh.gebeurtenis van het gegeven dat de regel breekt.';

comment on table dwh.gebeurtenis is 'Alle gegevens uit alle leveringen na pseudonimisering, elk een keer: de bron waaruit alle feiten volgen.';
comment on column dwh.gebeurtenis.id is 'Hash van afzender, bericht, cliënt en inhoud: hetzelfde bericht nogmaals is dezelfde gebeurtenis.';
comment on column dwh.gebeurtenis.soort is 'Soort gegeven: toewijzing (301), start (305) of stop (307).';
comment on column dwh.gebeurtenis.dagtekening is 'Dagtekening van het bericht.';
comment on column dwh.gebeurtenis.ontvangen is 'Dag van ontvangst van de levering waarin het gegeven het eerst stond.';
comment on column dwh.gebeurtenis.bekend_van is 'Eerste dag waarop het gegeven als bekend telt: de vroegste dag van ontvangst, of de eerste open dag als die al was afgesloten.';
comment on column dwh.gebeurtenis.schema is 'Vingerafdruk (CRC-64-AVRO) van het recordschema waarmee inhoud is geschreven.';
comment on column dwh.gebeurtenis.inhoud is 'Het hele gegeven als Avro-record (binair); de overige kolommen herhalen daaruit wat mensen zoeken.';

-- What a column means wherever it stands.
do $$
declare
  gewoon record;
begin
  for gewoon in
    select c.oid::regclass as tabel, a.attname, uitleg.tekst
    from (values
      ('pseudoniem', 'De cliënt: pseudoniem van het BSN, overal gelijk zolang de sleutel gelijk is.'),
      ('domein', 'Wettelijk domein: jw (Jeugdwet) of wmo (Wmo). Hetzelfde nummer in beide betekent niets.'),
      ('gemeente', 'Gemeente, CBS-code van vier cijfers; leeg = onbekend (alleen in lijsten).'),
      ('aanbieder', 'Aanbieder, AGB-code van acht cijfers.'),
      ('categorie', 'Productcategorie, code van de standaard; leeg als het bericht er geen heeft.'),
      ('product', 'Productcode; leeg als alleen een categorie of niets is toegewezen.'),
      ('levering', 'Id in beheer.levering van de levering waarin het gegeven staat.'),
      ('regel', 'Regel van dat bestand waar het gegeven begint.'),
      ('bekend_van', 'Eerste dag waarop deze rij bekend was.'),
      ('bekend_tot', 'Eerste dag waarop deze rij niet meer gold; infinity = geldt nu.')) as uitleg (kolom, tekst)
    join pg_attribute a on a.attname = uitleg.kolom and a.attnum > 0
    join pg_class c on c.oid = a.attrelid and c.relkind = 'r' and c.relnamespace = 'dwh'::regnamespace
    where col_description(c.oid, a.attnum) is null
  loop
    execute format('comment on column %s.%I is %L', gewoon.tabel, gewoon.attname, gewoon.tekst);
  end loop;
end
$$;
