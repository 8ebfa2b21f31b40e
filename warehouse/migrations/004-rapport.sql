-- Flat views over the current rows of each fact, with the names of the dimensions, for analysts and Power BI.
-- Infinite dates are shown as empty: many tools cannot read them. Reports as known on an earlier day are not
-- made from these views but from dwh itself (sluis report --peildatum).

-- The product table as it is known now, on the day that decides the row's product.
create view rapport.product as
select domein, categorie, code, omschrijving, segment, intensiteit, bekostiging, contract,
  nullif(geldig_van, '-infinity') as geldig_van, nullif(geldig_tot, 'infinity') as geldig_tot
from dwh.dim_product where bekend_tot = 'infinity';

create view rapport.gemeente as
select code, naam, regio from dwh.dim_gemeente where bekend_tot = 'infinity';

create view rapport.aanbieder as
select agb, naam from dwh.dim_aanbieder where bekend_tot = 'infinity';

create view rapport.datum as
select datum, jaar, kwartaal, maand, weekdag, feestdag, werkdag, werkdag_nummer from dwh.dim_datum;

create view rapport.client as
select pseudoniem, geboortejaar, geslacht, bekend_van
from dwh.client where bekend_tot = 'infinity';

create view rapport.toewijzing as
select t.pseudoniem, t.sleutel, t.domein, t.gemeente, g.naam as gemeente_naam, g.regio,
  t.aanbieder, a.naam as aanbieder_naam, t.categorie, t.product, p.omschrijving as product_omschrijving,
  p.segment, p.intensiteit, p.bekostiging, p.contract,
  t.toegewezen, t.eerste_ingangsdatum, t.toewijzingsdatum, t.toewijzingstijd, t.ingangsdatum, t.einddatum,
  t.reden_wijziging, t.volume, t.eenheid, t.frequentie, t.budget, t.versies, t.bekend_van
from dwh.toewijzing t
left join dwh.dim_gemeente g on g.code = t.gemeente and g.bekend_tot = 'infinity'
left join dwh.dim_aanbieder a on a.agb = t.aanbieder and a.bekend_tot = 'infinity'
left join dwh.dim_product p on p.domein = t.domein and p.code = t.product and p.bekend_tot = 'infinity'
  and t.ingangsdatum between p.geldig_van and p.geldig_tot
where t.bekend_tot = 'infinity';

create view rapport.traject as
select t.pseudoniem, t.sleutel, t.bron, t.domein, t.gemeente, g.naam as gemeente_naam, g.regio,
  t.aanbieder, a.naam as aanbieder_naam, t.toewijzing, t.volgnummer,
  t.categorie, t.product, p.omschrijving as product_omschrijving, p.segment, p.intensiteit, p.bekostiging, p.contract,
  t.toegewezen, t.ingang, t.toewijzing_einde, t.aangemeld, t.intake, t.gestart, t.start_bron, t.gestopt,
  t.einde_bron, t.reden, t.reden_code, t.voorziening, t.team, t.melder, t.hoofddomein, t.bekend_van
from dwh.traject t
left join dwh.dim_gemeente g on g.code = t.gemeente and g.bekend_tot = 'infinity'
left join dwh.dim_aanbieder a on a.agb = t.aanbieder and a.bekend_tot = 'infinity'
left join dwh.dim_product p on p.domein = t.domein and p.code = t.product and p.bekend_tot = 'infinity'
  and coalesce(t.gestart, t.ingang, t.aangemeld) between p.geldig_van and p.geldig_tot
where t.bekend_tot = 'infinity';

create view rapport.onderbreking as
select o.pseudoniem, o.sleutel, o.traject, t.domein, t.gemeente, g.naam as gemeente_naam, t.aanbieder,
  a.naam as aanbieder_naam, t.product, o.van, o.tot, o.bekend_van
from dwh.onderbreking o
join dwh.traject t on t.pseudoniem = o.pseudoniem and t.sleutel = o.traject and t.bekend_tot = 'infinity'
left join dwh.dim_gemeente g on g.code = t.gemeente and g.bekend_tot = 'infinity'
left join dwh.dim_aanbieder a on a.agb = t.aanbieder and a.bekend_tot = 'infinity'
where o.bekend_tot = 'infinity';

create view rapport.signaal as
select s.pseudoniem, s.sleutel, s.code, s.domein, s.gemeente, g.naam as gemeente_naam, s.aanbieder,
  a.naam as aanbieder_naam, s.gebeurtenis, s.levering, l.organisatie, l.ontvangen, l.naam as bestand, s.regel,
  s.bekend_van
from dwh.signaal s
left join beheer.levering l on l.id = s.levering
left join dwh.dim_gemeente g on g.code = s.gemeente and g.bekend_tot = 'infinity'
left join dwh.dim_aanbieder a on a.agb = s.aanbieder and a.bekend_tot = 'infinity'
where s.bekend_tot = 'infinity';

create view rapport.levering as
select l.id, l.organisatie, coalesce(g.naam, a.naam) as organisatie_naam, l.ontvangen, l.naam as bestand, l.soort,
  case when l.oordeel <> 'afgekeurd' and l.gebeurtenissen > 0 and l.genoemd = 0 then 'dubbel' else l.oordeel end as oordeel,
  l.regels_goed, l.regels_fout, l.gebeurtenissen, l.genoemd, l.bytes, l.opgeslagen
from beheer.levering l
left join dwh.dim_gemeente g on g.code = l.organisatie and g.bekend_tot = 'infinity'
left join dwh.dim_aanbieder a on a.agb = l.organisatie and a.bekend_tot = 'infinity';

create view rapport.melding as
select m.levering, l.organisatie, l.ontvangen, l.naam as bestand, l.soort, m.volgnummer, m.code, m.regel, m.kolom,
  m.pad, m.tekst
from beheer.melding m join beheer.levering l on l.id = m.levering;

comment on view rapport.product is 'Producten zoals nu bekend, met segment en intensiteit.';
comment on view rapport.gemeente is 'Gemeenten zoals nu bekend.';
comment on view rapport.aanbieder is 'Aanbieders zoals nu bekend.';
comment on view rapport.datum is 'Kalender met feestdagen en werkdagen.';
comment on view rapport.client is 'Cliënten zoals nu bekend; een rij per cliënt.';
comment on view rapport.toewijzing is 'Toewijzingen zoals nu bekend; een rij per toewijzing. Product, segment en intensiteit zoals zij op ingangsdatum gelden.';
comment on view rapport.traject is 'Trajecten zoals nu bekend; een rij per traject. Product, segment en intensiteit zoals zij op gestart gelden (niet gestart: op ingang of aanmelding).';
comment on view rapport.onderbreking is 'Onderbrekingen zoals nu bekend; een rij per onderbreking.';
comment on view rapport.signaal is 'Signalen zoals nu bekend; een rij per regel die een gegeven breekt.';
comment on view rapport.levering is 'Leveringen met hun oordeel; een rij per bestand.';
comment on view rapport.melding is 'Meldingen van de controle, met het bestand waar zij bij horen.';

comment on column rapport.signaal.levering is 'Id in rapport.levering.';
comment on column rapport.levering.oordeel is 'Oordeel: goed, gedeeltelijk (alleen lijsten), afgekeurd, of dubbel (goed, maar alles was al bekend uit een eerdere levering).';

-- Columns that come unchanged from a table explain themselves as they do there.
do $$
declare
  kolom record;
begin
  for kolom in
    with bron (weergave, tabel) as (values
      ('product', 'dwh.dim_product'), ('gemeente', 'dwh.dim_gemeente'), ('aanbieder', 'dwh.dim_aanbieder'),
      ('datum', 'dwh.dim_datum'), ('client', 'dwh.client'), ('toewijzing', 'dwh.toewijzing'),
      ('traject', 'dwh.traject'), ('onderbreking', 'dwh.onderbreking'), ('signaal', 'dwh.signaal'),
      ('levering', 'beheer.levering'), ('melding', 'beheer.melding')
    ), eigen (naam, tekst) as (values
      ('gemeente_naam', 'Naam van de gemeente; leeg als de code niet in gemeenten.csv staat.'),
      ('aanbieder_naam', 'Naam van de aanbieder; leeg als de code niet in aanbieders.csv staat.'),
      ('organisatie_naam', 'Naam van de afzender; leeg als de code niet bekend is.'),
      ('product_omschrijving', 'Omschrijving van het product; leeg als de code niet in producten.csv staat.'),
      ('bestand', 'Bestandsnaam van de levering; negen cijfers achter elkaar zijn onleesbaar gemaakt.'),
      ('segment', 'Segment van het product; leeg = onbekend.'),
      ('intensiteit', 'Intensiteit van het product: licht, midden, zwaar of maatwerk; leeg = onbekend.'),
      ('bekostiging', 'Bekostiging van het product: plek, traject, pxq of lumpsum; leeg = onbekend.'),
      ('contract', 'Contract van het product; leeg = onbekend.'),
      ('regio', 'Regio van de gemeente; leeg = onbekend.'),
      ('domein', 'Wettelijk domein: jw (Jeugdwet) of wmo (Wmo).'),
      ('gemeente', 'Gemeente, CBS-code van vier cijfers; leeg = onbekend.'),
      ('aanbieder', 'Aanbieder, AGB-code van acht cijfers.'),
      ('product', 'Productcode; leeg als er geen is.'),
      ('organisatie', 'Afzender van de levering: gemeente (CBS-code) of aanbieder (AGB-code).'),
      ('ontvangen', 'Dag van ontvangst van de levering.'),
      ('soort', 'Soort levering: JW301, WMO305, traject, ...; leeg als dat niet te bepalen was.')
    )
    select a.attrelid::regclass as weergave, a.attname,
      coalesce(col_description(bron.tabel::regclass, b.attnum), eigen.tekst) as tekst
    from bron
    join pg_attribute a on a.attrelid = ('rapport.' || bron.weergave)::regclass and a.attnum > 0
    left join pg_attribute b on b.attrelid = bron.tabel::regclass and b.attname = a.attname and b.attnum > 0
    left join eigen on eigen.naam = a.attname
    where col_description(a.attrelid, a.attnum) is null
  loop
    execute format('comment on column %s.%I is %L', kolom.weergave, kolom.attname, kolom.tekst);
  end loop;
end
$$;
