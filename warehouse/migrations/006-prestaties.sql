-- What was declared (323) and what of it was rejected (325).
--
-- A rejection of a single line is a fact of its client and stands in dwh.prestatie. A rejection of a whole
-- declaratie has no client: it may come without any line, and before the declaratie itself. It is joined on
-- `declaratie`; of a credit also on `debet_declaratie`, the declaratie of the line that it takes back.
create table dwh.prestatie (
  pseudoniem uuid not null,
  sleutel uuid not null,
  domein text not null,
  gemeente text not null,
  aanbieder text not null,
  declaratie uuid not null,
  declaratie_nummer uuid not null,
  declaratie_maand date not null,
  dagtekening date not null,
  referentie_nummer uuid not null,
  vorig_referentie_nummer uuid,
  debet_declaratie uuid,
  toewijzing_nummer uuid not null,
  toewijzing uuid not null,
  categorie text not null,
  product text not null,
  maand date not null,
  begindatum date not null,
  einddatum date not null,
  volume integer not null,
  eenheid text not null,
  tarief_cent integer,
  bedrag_cent integer not null,
  debet_credit text not null,
  afgekeurd boolean not null,
  afgekeurd_door text,
  retourcodes text,
  bekend_van date not null,
  bekend_tot date not null,
  primary key (pseudoniem, sleutel, bekend_van)
) with (fillfactor = 80);

create table dwh.declaratie_afkeur (
  declaratie uuid not null,
  domein text not null,
  gemeente text not null,
  aanbieder text not null,
  declaratie_nummer uuid,
  dagtekening date not null,
  header_retourcodes text not null,
  antwoord_retourcodes text,
  bekend_van date not null,
  bekend_tot date not null,
  primary key (declaratie, bekend_van)
) with (fillfactor = 80);

comment on column dwh.gebeurtenis.pseudoniem is 'De cliënt: pseudoniem van het BSN, overal gelijk zolang de sleutel gelijk is. Van een declaratie_afkeur, die geen cliënt heeft, de declaratie.';
comment on column dwh.gebeurtenis.soort is 'Soort gegeven: toewijzing (301), start (305), stop (307), prestatie (323), afwijzing (325: een afgekeurde prestatie) of declaratie_afkeur (325: een declaratie die als geheel is afgekeurd).';

comment on table dwh.prestatie is 'Prestaties: de regels van declaraties (323), creditregels meegeteld. Of de declaratie als geheel is afgekeurd, staat in dwh.declaratie_afkeur.';
comment on column dwh.prestatie.pseudoniem is 'De cliënt: pseudoniem van het BSN, overal gelijk zolang de sleutel gelijk is.';
comment on column dwh.prestatie.sleutel is 'Sleutel van de prestatie: hash van domein, gemeente, aanbieder, declaratie en referentie_nummer.';
comment on column dwh.prestatie.domein is 'Wettelijk domein: jw (Jeugdwet) of wmo (Wmo). Hetzelfde nummer in beide betekent niets.';
comment on column dwh.prestatie.gemeente is 'Gemeente aan wie is gedeclareerd, CBS-code van vier cijfers.';
comment on column dwh.prestatie.aanbieder is 'Aanbieder die declareert, AGB-code van acht cijfers.';
comment on column dwh.prestatie.declaratie is 'De declaratie: Identificatie van het bericht als hash met sleutel. Sleutel van dwh.declaratie_afkeur.';
comment on column dwh.prestatie.declaratie_nummer is 'DeclaratieNummer als hash met sleutel; alleen geschikt om mee te koppelen binnen domein, gemeente en aanbieder.';
comment on column dwh.prestatie.declaratie_maand is 'Eerste dag van de maand waarover de declaratie gaat.';
comment on column dwh.prestatie.dagtekening is 'Dagtekening van het declaratiebericht.';
comment on column dwh.prestatie.referentie_nummer is 'ReferentieNummer van de regel als hash met sleutel.';
comment on column dwh.prestatie.vorig_referentie_nummer is 'VorigReferentieNummer als hash met sleutel: van een creditregel de regel die wordt teruggenomen; leeg als het bericht er geen heeft.';
comment on column dwh.prestatie.debet_declaratie is 'Van een creditregel de declaratie van de regel die wordt teruggenomen; leeg als die niet bekend is.';
comment on column dwh.prestatie.toewijzing_nummer is 'ToewijzingNummer als hash met sleutel; alleen geschikt om mee te koppelen binnen domein en gemeente.';
comment on column dwh.prestatie.toewijzing is 'Sleutel in dwh.toewijzing; daar is geen rij zolang de toewijzing niet bekend is.';
comment on column dwh.prestatie.categorie is 'Productcategorie, code van de standaard.';
comment on column dwh.prestatie.product is 'Productcode.';
comment on column dwh.prestatie.maand is 'Eerste dag van de maand van de prestatie (van begindatum): hierop worden kosten geteld.';
comment on column dwh.prestatie.begindatum is 'Eerste dag van de zorg op deze regel; kan voor de maand van de declaratie liggen.';
comment on column dwh.prestatie.einddatum is 'Laatste dag van de zorg op deze regel.';
comment on column dwh.prestatie.volume is 'Geleverd volume, in de eenheid daarnaast.';
comment on column dwh.prestatie.eenheid is 'Eenheid, code van de standaard (01 minuut, 04 uur, 14 etmaal, 16 dagdeel, 82 en 84 stuks, 83 eurocent). Tel eenheden nooit bij elkaar op.';
comment on column dwh.prestatie.tarief_cent is 'Tarief in eurocenten; leeg als het bericht er geen heeft.';
comment on column dwh.prestatie.bedrag_cent is 'Ingediend bedrag in eurocenten, nooit negatief; debet_credit geeft het teken.';
comment on column dwh.prestatie.debet_credit is 'D = debet (kosten), C = credit (terug).';
comment on column dwh.prestatie.afgekeurd is 'Of deze regel is afgekeurd: zelf, of als creditregel van een afgekeurde regel. Zonder afkeur van de hele declaratie.';
comment on column dwh.prestatie.afgekeurd_door is 'Waardoor: regel (een 325 noemt deze regel) of debet (een 325 noemt de regel die deze creditregel terugneemt); leeg als niet afgekeurd.';
comment on column dwh.prestatie.retourcodes is 'RetourCodes van die 325, met | ertussen; leeg als niet afgekeurd.';
comment on column dwh.prestatie.bekend_van is 'Eerste dag waarop deze rij bekend was.';
comment on column dwh.prestatie.bekend_tot is 'Eerste dag waarop deze rij niet meer gold; infinity = geldt nu.';

comment on table dwh.declaratie_afkeur is 'Declaraties die als geheel zijn afgekeurd (325), ook als de declaratie zelf (323) niet bekend is.';
comment on column dwh.declaratie_afkeur.declaratie is 'De declaratie: DeclaratieIdentificatie als hash met sleutel, zoals in dwh.prestatie.';
comment on column dwh.declaratie_afkeur.domein is 'Wettelijk domein: jw (Jeugdwet) of wmo (Wmo). Hetzelfde nummer in beide betekent niets.';
comment on column dwh.declaratie_afkeur.gemeente is 'Gemeente die afkeurde, CBS-code van vier cijfers.';
comment on column dwh.declaratie_afkeur.aanbieder is 'Aanbieder die declareerde, AGB-code van acht cijfers.';
comment on column dwh.declaratie_afkeur.declaratie_nummer is 'DeclaratieNummer als hash met sleutel; leeg als het bericht er geen heeft.';
comment on column dwh.declaratie_afkeur.dagtekening is 'Dagtekening van het bericht dat afkeurde.';
comment on column dwh.declaratie_afkeur.header_retourcodes is 'RetourCodes van de Header, met | ertussen.';
comment on column dwh.declaratie_afkeur.antwoord_retourcodes is 'RetourCodes van het DeclaratieAntwoord, met | ertussen; leeg als het bericht dat deel niet heeft.';
comment on column dwh.declaratie_afkeur.bekend_van is 'Eerste dag waarop deze rij bekend was.';
comment on column dwh.declaratie_afkeur.bekend_tot is 'Eerste dag waarop deze rij niet meer gold; infinity = geldt nu.';

-- Flat views over the current rows (004-rapport.sql). Whether a declaratie is rejected as a whole is settled here, as
-- in warehouse/rapport/_prestatie.sql for any peildatum; a test holds the two together.
--
-- A credit is rejected with its debit. Where the declaratie of that debit is rejected as a whole, another debit under
-- the same ReferentieNummer, dated on or before the credit and not rejected, is what the credit takes back instead.
create view rapport.prestatie as
with afkeur as (
  select declaratie from dwh.declaratie_afkeur where bekend_tot = 'infinity'
),
regel as (
  select
    r.*,
    case
      when eigen.declaratie is not null then 'declaratie'
      when r.afgekeurd then r.afgekeurd_door
      when debet.declaratie is null then null
      when exists (
        select from dwh.prestatie ander
        where ander.pseudoniem = r.pseudoniem and ander.bekend_tot = 'infinity'
          and ander.domein = r.domein and ander.gemeente = r.gemeente and ander.aanbieder = r.aanbieder
          and ander.referentie_nummer = r.vorig_referentie_nummer and ander.debet_credit = 'D'
          and ander.dagtekening <= r.dagtekening and not ander.afgekeurd
          and not exists (select from afkeur where afkeur.declaratie = ander.declaratie)
      ) then null
      else 'debet'
    end as door
  from dwh.prestatie r
  left join afkeur eigen on eigen.declaratie = r.declaratie
  left join afkeur debet on debet.declaratie = r.debet_declaratie
  where r.bekend_tot = 'infinity'
)
select r.pseudoniem, r.sleutel, r.domein, r.gemeente, g.naam as gemeente_naam, g.regio,
  r.aanbieder, a.naam as aanbieder_naam, r.declaratie, r.declaratie_nummer, r.declaratie_maand, r.dagtekening,
  r.referentie_nummer, r.vorig_referentie_nummer, r.debet_declaratie, r.toewijzing_nummer, r.toewijzing,
  r.categorie, r.product, p.omschrijving as product_omschrijving, p.segment, p.intensiteit, p.bekostiging, p.contract,
  r.maand, r.begindatum, r.einddatum, r.volume, r.eenheid, r.tarief_cent, r.bedrag_cent, r.debet_credit,
  case when r.debet_credit = 'C' then -r.bedrag_cent else r.bedrag_cent end as ingediend_cent,
  r.door is not null as afgekeurd, r.door as afgekeurd_door, r.retourcodes,
  case when r.door is not null then 0 when r.debet_credit = 'C' then -r.bedrag_cent else r.bedrag_cent end as kosten_cent,
  r.bekend_van
from regel r
left join dwh.dim_gemeente g on g.code = r.gemeente and g.bekend_tot = 'infinity'
left join dwh.dim_aanbieder a on a.agb = r.aanbieder and a.bekend_tot = 'infinity'
left join dwh.dim_product p on p.domein = r.domein and p.code = r.product and p.bekend_tot = 'infinity'
  and r.begindatum between p.geldig_van and p.geldig_tot;

create view rapport.declaratie_afkeur as
select d.declaratie, d.domein, d.gemeente, g.naam as gemeente_naam, d.aanbieder, a.naam as aanbieder_naam,
  d.declaratie_nummer, d.dagtekening, d.header_retourcodes, d.antwoord_retourcodes, d.bekend_van
from dwh.declaratie_afkeur d
left join dwh.dim_gemeente g on g.code = d.gemeente and g.bekend_tot = 'infinity'
left join dwh.dim_aanbieder a on a.agb = d.aanbieder and a.bekend_tot = 'infinity'
where d.bekend_tot = 'infinity';

comment on view rapport.prestatie is 'Prestaties zoals nu bekend; een rij per regel van een declaratie, creditregels meegeteld. Afkeur van een hele declaratie is erin verwerkt. Product, segment en intensiteit zoals zij op begindatum gelden.';
comment on column rapport.prestatie.ingediend_cent is 'Ingediend bedrag in eurocenten met teken: credit is negatief.';
comment on column rapport.prestatie.kosten_cent is 'Ingediend bedrag met teken, 0 als de regel is afgekeurd: op te tellen tot de kosten.';
comment on column rapport.prestatie.afgekeurd is 'Of deze regel is afgekeurd: zelf, met de hele declaratie, of als creditregel van een afgekeurde regel.';
comment on column rapport.prestatie.afgekeurd_door is 'Waardoor: declaratie (een 325 keurt de hele declaratie af), regel (een 325 noemt deze regel) of debet (de regel die deze creditregel terugneemt, is afgekeurd); leeg als niet afgekeurd.';
comment on column rapport.prestatie.retourcodes is 'RetourCodes van de 325 die de regel (of van een creditregel de debetregel) noemt; leeg als geen 325 die noemt.';
comment on view rapport.declaratie_afkeur is 'Als geheel afgekeurde declaraties zoals nu bekend; een rij per declaratie.';

do $$
declare
  kolom record;
begin
  for kolom in
    with bron (weergave, tabel) as (values
      ('prestatie', 'dwh.prestatie'), ('declaratie_afkeur', 'dwh.declaratie_afkeur')
    )
    select a.attrelid::regclass as weergave, a.attname,
      coalesce(col_description(bron.tabel::regclass, b.attnum), col_description('rapport.toewijzing'::regclass, c.attnum)) as tekst
    from bron
    join pg_attribute a on a.attrelid = ('rapport.' || bron.weergave)::regclass and a.attnum > 0
    left join pg_attribute b on b.attrelid = bron.tabel::regclass and b.attname = a.attname and b.attnum > 0
    left join pg_attribute c on c.attrelid = 'rapport.toewijzing'::regclass and c.attname = a.attname and c.attnum > 0
    where col_description(a.attrelid, a.attnum) is null
  loop
    execute format('comment on column %s.%I is %L', kolom.weergave, kolom.attname, kolom.tekst);
  end loop;
end
$$;
