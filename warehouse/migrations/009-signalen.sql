-- Signalen over clients, and what every signaal means.
--
-- The fold sees one client. Two rules look further: the same ToewijzingNummer for two clients (TR332), and the same
-- Identificatie with other content (SL03). They are judged here, in the transaction of the partij (sink/over_clienten.c)
-- and at the end of a rebuild, by the functions below and by nothing else.
--
-- Known on day D goes as for every fact: by the versions and events known on D. So their rows follow from what
-- dwh.toewijzing and dwh.gebeurtenis hold, in whatever order that came.
--
-- A warehouse with content needs `sluis rebuild` after this migration: the fold gives signalen that it did not give
-- before, and fills the new columns of dwh.toewijzing.

-- Of the first version of a toewijzing: what decides which of two clients had the number first, and the line itself.
alter table dwh.toewijzing
  add column toegewezen_tijd time not null default '00:00',
  add column eerste_gebeurtenis uuid not null default '00000000-0000-0000-0000-000000000000';
alter table dwh.toewijzing
  alter column toegewezen_tijd drop default,
  alter column eerste_gebeurtenis drop default;
create index toewijzing_sleutel on dwh.toewijzing (sleutel);

alter table dwh.gebeurtenis add column bericht uuid;

-- In the record bericht comes after three ids of 16 bytes (id, pseudoniem, levering) and two varints (regel, ontvangen).
create function beheer.bericht_in(inhoud bytea) returns uuid language plpgsql immutable as $$
declare
  plek integer := 48;
begin
  for veld in 1..2 loop
    while get_byte(inhoud, plek) >= 128 loop
      plek := plek + 1;
    end loop;
    plek := plek + 1;
  end loop;
  return encode(substring(inhoud from plek + 1 for 16), 'hex')::uuid;
end
$$;
update dwh.gebeurtenis set bericht = beheer.bericht_in(inhoud);
drop function beheer.bericht_in(bytea);
alter table dwh.gebeurtenis alter column bericht set not null;
-- With levering in it, so that "does any other levering name this bericht" is answered by the index alone.
create index gebeurtenis_bericht on dwh.gebeurtenis (bericht, levering);

comment on column dwh.toewijzing.toegewezen_tijd is 'Toewijzingstijd van de eerste versie.';
comment on column dwh.toewijzing.eerste_gebeurtenis is 'Id in dwh.gebeurtenis van de eerste versie.';
comment on column dwh.gebeurtenis.bericht is 'Het bericht: afzender, BerichtCode en Identificatie als hash met sleutel. Twee leveringen met hetzelfde bericht en andere inhoud geven SL03.';

-- The two that follow join what they have read themselves, which has no index: the loader, that forbids hash joins for
-- its own questions, must not forbid them here.

-- Other codes than those of the fold, and another hash: the two never meet in the key of dwh.signaal.
create function dwh.signaal_sleutel(code text, gebeurtenis uuid) returns uuid
language sql immutable strict parallel safe as $$
  select encode(substring(sha256(convert_to(code || '/' || gebeurtenis, 'UTF8')) from 1 for 16), 'hex')::uuid
$$;

-- TR332 of these toewijzingen: of the clients that have the same ToewijzingNummer of one domein and gemeente on a day, all
-- but the first by their first versions (Toewijzingsdatum, tijd, Dagtekening, event id). A toewijzing that is withdrawn
-- has no row on that day and does not count. The signaal is on the line of the first version.
create function dwh.signaal_tr332(sleutels uuid[]) returns setof dwh.signaal
language sql stable set enable_hashjoin = on as $$
  with versie as (
    select t.sleutel, t.pseudoniem, t.toegewezen, t.toegewezen_tijd, t.bekend_van, t.bekend_tot,
      g.id, g.domein, g.gemeente, g.aanbieder, g.dagtekening, g.levering, g.regel
    from dwh.toewijzing t
    join dwh.gebeurtenis g on g.pseudoniem = t.pseudoniem and g.id = t.eerste_gebeurtenis
    where t.sleutel = any(sleutels)
  ),
  dag as (
    select sleutel, bekend_van as van from versie
    union
    select sleutel, bekend_tot from versie where bekend_tot < 'infinity'
  ),
  periode as (
    select sleutel, van, lead(van, 1, 'infinity') over (partition by sleutel order by van) as tot from dag
  ),
  volgorde as (
    select v.*, p.van, p.tot, row_number() over (
      partition by p.sleutel, p.van order by v.toegewezen, v.toegewezen_tijd, v.dagtekening, v.id
    ) as nummer
    from periode p
    join versie v on v.sleutel = p.sleutel and v.bekend_van <= p.van and p.van < v.bekend_tot
  ),
  geldig as (
    select pseudoniem, id, domein, gemeente, aanbieder, levering, regel, range_agg(daterange(van, tot)) as dagen
    from volgorde where nummer > 1
    group by pseudoniem, id, domein, gemeente, aanbieder, levering, regel
  )
  select pseudoniem, dwh.signaal_sleutel('TR332', id), 'TR332', domein, gemeente, aanbieder, id, levering, regel,
    lower(deel), upper(deel)
  from geldig cross join unnest(dagen) as deel
$$;

-- SL03 of these berichten: on every event that names another levering than the first one (by day of receipt, then id)
-- that the bericht has among the events known on that day.
create function dwh.signaal_sl03(berichten uuid[]) returns setof dwh.signaal
language sql stable set enable_hashjoin = on as $$
  with regel as (
    select * from dwh.gebeurtenis where bericht = any(berichten)
  ),
  periode as (
    select bericht, van, lead(van, 1, 'infinity') over (partition by bericht order by van) as tot
    from (select distinct bericht, bekend_van as van from regel) as dag
  ),
  eerste as (
    select distinct on (p.bericht, p.van) p.bericht, p.van, p.tot, r.levering
    from periode p
    join (select distinct bericht, ontvangen, levering, bekend_van from regel) as r
      on r.bericht = p.bericht and r.bekend_van <= p.van
    order by p.bericht, p.van, r.ontvangen, r.levering
  ),
  geldig as (
    select r.pseudoniem, r.id, r.domein, r.gemeente, r.aanbieder, r.levering, r.regel,
      range_agg(daterange(e.van, e.tot)) as dagen
    from regel r
    join eerste e on e.bericht = r.bericht and e.van >= r.bekend_van and e.levering <> r.levering
    group by r.pseudoniem, r.id, r.domein, r.gemeente, r.aanbieder, r.levering, r.regel
  )
  select pseudoniem, dwh.signaal_sleutel('SL03', id), 'SL03', domein, gemeente, aanbieder, id, levering, regel,
    lower(deel), upper(deel)
  from geldig cross join unnest(dagen) as deel
$$;

-- Called at the end of a partij with what it touched: versions of toewijzingen (inserted, closed, removed; with their
-- first event), the leveringen under which berichten got events, and events that name another levering now. What occurs
-- once costs a look in an index; of what is doubled all signalen are made again. The lock makes loaders that store
-- halves of a double see each other: it is held until the transaction ends, and every statement here looks anew.
create function beheer.signalen_over_clienten(
  clienten uuid[], sleutels uuid[], eersten uuid[],
  berichten uuid[], leveringen uuid[],
  hernoemd_clienten uuid[], hernoemd_ids uuid[]
) returns void
language plpgsql as $$
declare
  dubbel uuid[];
begin
  perform pg_advisory_xact_lock(hashtextextended('sluis signalen over clienten', 0));

  dubbel := array(
    select geraakt.sleutel
    from unnest(clienten, sleutels) as geraakt (client, sleutel)
    where exists (
      select from dwh.toewijzing t where t.sleutel = geraakt.sleutel and t.pseudoniem <> geraakt.client
    )
    union
    select geraakt.sleutel
    from unnest(clienten, sleutels) as geraakt (client, sleutel)
    group by geraakt.sleutel having count(distinct geraakt.client) > 1
    union
    select t.sleutel
    from unnest(hernoemd_clienten, hernoemd_ids) as geraakt (client, id)
    join dwh.toewijzing t on t.pseudoniem = geraakt.client and t.eerste_gebeurtenis = geraakt.id
    where exists (
      select from dwh.toewijzing ander where ander.sleutel = t.sleutel and ander.pseudoniem <> t.pseudoniem
    )
  );
  if cardinality(dubbel) > 0 then
    delete from dwh.signaal s
    using (
      select t.pseudoniem, t.eerste_gebeurtenis as id from dwh.toewijzing t where t.sleutel = any(dubbel)
      union
      select geraakt.client, geraakt.eerste
      from unnest(clienten, sleutels, eersten) as geraakt (client, sleutel, eerste)
      where geraakt.sleutel = any(dubbel)
    ) as regel
    where s.pseudoniem = regel.pseudoniem and s.sleutel = dwh.signaal_sleutel('TR332', regel.id);
    insert into dwh.signaal select * from dwh.signaal_tr332(dubbel);
  end if;

  dubbel := array(
    select geraakt.bericht
    from unnest(berichten, leveringen) as geraakt (bericht, levering)
    where exists (
      select from dwh.gebeurtenis g where g.bericht = geraakt.bericht and g.levering < geraakt.levering
    ) or exists (
      select from dwh.gebeurtenis g where g.bericht = geraakt.bericht and g.levering > geraakt.levering
    )
    union
    select g.bericht
    from unnest(hernoemd_clienten, hernoemd_ids) as geraakt (client, id)
    join dwh.gebeurtenis g on g.pseudoniem = geraakt.client and g.id = geraakt.id
  );
  if cardinality(dubbel) > 0 then
    delete from dwh.signaal s
    using dwh.gebeurtenis g
    where g.bericht = any(dubbel)
      and s.pseudoniem = g.pseudoniem and s.sleutel = dwh.signaal_sleutel('SL03', g.id);
    -- what was renamed may be doubled no longer, or never have been
    dubbel := array(
      select bericht from dwh.gebeurtenis where bericht = any(dubbel)
      group by bericht having count(distinct levering) > 1
    );
    insert into dwh.signaal select * from dwh.signaal_sl03(dubbel);
  end if;
end
$$;

-- All of them, into a table that has none: for a rebuild. Returns how many rows.
create function beheer.herbouw_signalen_over_clienten() returns bigint
language plpgsql as $$
declare
  tr332 bigint;
  sl03 bigint;
begin
  insert into dwh.signaal select * from dwh.signaal_tr332(array(
    select sleutel from dwh.toewijzing group by sleutel having count(distinct pseudoniem) > 1));
  get diagnostics tr332 = row_count;
  insert into dwh.signaal select * from dwh.signaal_sl03(array(
    select bericht from dwh.gebeurtenis group by bericht having count(distinct levering) > 1));
  get diagnostics sl03 = row_count;
  return tr332 + sl03;
end
$$;

-- Every code that a signaal can have.
create table dwh.dim_signaal (
  code text primary key,
  gegeven text not null,
  omschrijving text not null,
  actie text not null
);

insert into dwh.dim_signaal (code, gegeven, omschrijving, actie) values
  ('TR019', 'start of stop', 'De start of stop hoort bij geen bekende toewijzing.',
    'Ontbreekt de toewijzing (301) bij sluis, lever die na; klopt het nummer niet, trek de melding in en stuur haar met het goede nummer.'),
  ('TR063', 'start of stop', 'De start of stop is ingetrokken (StatusAanlevering 3) zonder dat zij eerder was gegeven.',
    'Zoek het bericht waarmee zij is gegeven; vaak verschilt een datum, product of nummer met wat is ingetrokken.'),
  ('TR071', 'start', 'De start is ingetrokken terwijl er een stop bij hoort; de stop heeft geen effect meer.',
    'Trek eerst de stop in, of geef de start opnieuw.'),
  ('TR074', 'start of stop', 'De start of stop was al gegeven en is niet ingetrokken: een tweede bericht met dezelfde sleutel.',
    'Telt één keer. Vraag de aanbieder wijzigingen te sturen als intrekking met een nieuwe aanlevering.'),
  ('TR307', 'prestatie', 'De ProductPeriode begint voor de Ingangsdatum van de toewijzing.',
    'Ga na of de toewijzing te laat ingaat of de declaratie een verkeerde periode heeft.'),
  ('TR308', 'prestatie', 'De ProductPeriode eindigt na de Einddatum van de toewijzing.',
    'Ga na of een verlenging ontbreekt of de zorg te lang is gedeclareerd.'),
  ('TR323', 'prestatie', 'De creditregel heeft geen eerdere, goedgekeurde debetregel.',
    'Zoek de declaratie met de debetregel: niet geleverd, later gedagtekend of al afgewezen (325).'),
  ('TR326', 'start', 'De start komt terwijl de zorg op deze toewijzing al loopt; die start telt niet.',
    'Ga na of een stop ontbreekt of de start dubbel is gemeld.'),
  ('TR332', 'toewijzing', 'Hetzelfde ToewijzingNummer is in dit domein en deze gemeente aan twee cliënten gegeven; dit is de latere.',
    'Laat de gemeente één van beide onder een nieuw nummer toewijzen; tot dan tellen beide.'),
  ('TR338', 'prestatie', 'De cliënt heeft geen bekende toewijzing met dit ToewijzingNummer.',
    'Lever de ontbrekende toewijzing (301) na, of ga na of het nummer klopt.'),
  ('TR339', 'prestatie', 'De ProductCategorie is een andere dan is toegewezen.',
    'Vergelijk de declaratie met de toewijzing; één van beide is te herstellen.'),
  ('TR340', 'prestatie', 'De ProductCode is een andere dan is toegewezen.',
    'Vergelijk de declaratie met de toewijzing; één van beide is te herstellen.'),
  ('TR382', 'stop', 'De stop heeft geen bekende start; zij telt ook als start.',
    'Lever de ontbrekende start (305) na, of ga na of Begindatum en product van de stop kloppen.'),
  ('TR384', 'prestatie', 'De toewijzing is verwijderd (RedenWijziging 13).',
    'Ga na of de verwijdering terecht is; zo ja, dan hoort de aanbieder te crediteren.'),
  ('TR389', 'prestatie', 'Dezelfde zorg (toewijzing, product en ProductPeriode) is al gedeclareerd en niet gecrediteerd of afgewezen.',
    'Kosten staan dubbel: laat de aanbieder één van beide crediteren.'),
  ('TR390', 'prestatie', 'Dezelfde debetregel is al gecrediteerd.',
    'Kosten zijn twee keer teruggenomen: laat de aanbieder één ervan herstellen.'),
  ('TR413', 'stop', 'Er was al een tijdelijke stop (20) van dezelfde start.',
    'Ga na of een herstart (305) ontbreekt of de stop dubbel is gemeld.'),
  ('TR414', 'stop', 'De Einddatum ligt voor die van de stop die eerder voor dezelfde start is gestuurd.',
    'De laatste definitieve stop telt; ga na of die datum klopt en laat de andere intrekken.'),
  ('TR415', 'stop', 'Er was al een definitieve stop van dezelfde start; de laatste telt.',
    'Ga na welke stop klopt en laat de andere intrekken.'),
  ('SL01', 'stop', 'De Einddatum van de stop ligt na het einde van de toewijzing; de datum van de stop telt.',
    'Ga na of een verlenging van de toewijzing ontbreekt.'),
  ('SL02', 'start of stop', 'De melding heeft geen ToewijzingNummer en past bij geen of bij meer dan één toewijzing; zij is een eigen traject.',
    'Vraag de aanbieder het ToewijzingNummer te vullen, of lever de ontbrekende toewijzing na.'),
  ('SL03', 'alle', 'Een bericht met dezelfde Identificatie van dezelfde afzender is er al met andere inhoud; beide zijn opgenomen.',
    'Vraag de afzender welke inhoud geldt; een nieuw bericht hoort een nieuwe Identificatie te hebben.');

comment on table dwh.dim_signaal is 'Wat elke code van een signaal betekent en wat eraan te doen is.';
comment on column dwh.dim_signaal.code is 'Code van de regel: TR... van de standaard, SL.. van sluis.';
comment on column dwh.dim_signaal.gegeven is 'Waar het signaal op staat: start, stop, toewijzing, prestatie of alle.';
comment on column dwh.dim_signaal.omschrijving is 'Wat er niet klopt.';
comment on column dwh.dim_signaal.actie is 'Wat eraan te doen is.';

create or replace view rapport.signaal as
select s.pseudoniem, s.sleutel, s.code, s.domein, s.gemeente, g.naam as gemeente_naam, s.aanbieder,
  a.naam as aanbieder_naam, s.gebeurtenis, s.levering, l.organisatie, l.ontvangen, l.naam as bestand, s.regel,
  s.bekend_van, d.gegeven, d.omschrijving, d.actie
from dwh.signaal s
left join dwh.dim_signaal d on d.code = s.code
left join beheer.levering l on l.id = s.levering
left join dwh.dim_gemeente g on g.code = s.gemeente and g.bekend_tot = 'infinity'
left join dwh.dim_aanbieder a on a.agb = s.aanbieder and a.bekend_tot = 'infinity'
where s.bekend_tot = 'infinity';

comment on column rapport.signaal.gegeven is 'Waar het signaal op staat: start, stop, toewijzing, prestatie of alle.';
comment on column rapport.signaal.omschrijving is 'Wat er niet klopt.';
comment on column rapport.signaal.actie is 'Wat eraan te doen is.';
comment on column dwh.signaal.pseudoniem is 'De cliënt: pseudoniem van het BSN. Bij SL03 op de afkeur van een hele declaratie, die geen cliënt heeft, de declaratie.';
comment on column rapport.signaal.pseudoniem is 'De cliënt: pseudoniem van het BSN. Bij SL03 op de afkeur van een hele declaratie, die geen cliënt heeft, de declaratie.';
