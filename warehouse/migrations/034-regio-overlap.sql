-- Clients add up to nothing: what the parts of a figure of the region have more clients than the whole is how many stand in
-- several of them, and that is a figure like any other. Where it is too small to be shown, also when any one aanbieder takes its
-- own part off, the clients of the whole are left out; trajecten and clientdagen, which do add up, stay.
--
-- Left alone are wholes with clients in one part only, and those of which no part is shown: nothing is told apart there.
alter table beheer.regio_maand drop constraint regio_maand_check;
alter table beheer.regio_maand add constraint regio_maand_onderdrukt check (
  (trajecten is null) = onderdrukt and (clientdagen is null) = onderdrukt
  and case when onderdrukt then clienten is null else clienten is not null or product = 'totaal' end);

-- Whether the clients of a whole may be shown beside those of its parts. delen: the part of each leaf (pg_temp.regio_rij.blad).
create function beheer.regio_overlap_veilig(bladen integer[], delen integer[]) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  veilig boolean;
begin
  with rij as (
    select d.deel, r.aanbieder, r.pseudoniem
    from unnest(bladen, delen) as d (blad, deel) join pg_temp.regio_rij r using (blad)
  ),
  per_aanbieder as (
    select count(distinct (deel, pseudoniem)) - count(distinct pseudoniem) as meer from rij group by aanbieder
  )
  select count(distinct deel) < 2 or count(distinct (deel, pseudoniem)) - count(distinct pseudoniem)
    - coalesce((select max(meer) from per_aanbieder), 0) >= (select waarde from beheer.instelling where naam = 'regio_clienten')
  into veilig
  from rij;
  return veilig;
end
$$;
comment on function beheer.regio_overlap_veilig is 'Of de cliënten van een totaal getoond mogen worden naast die van zijn delen: het verschil is hoeveel er in meer dan een deel voorkomen.';

-- As in 014, and of each total its clients only where the overlap of its parts may be known.
create or replace function beheer.stel_regio_vast(van_maand date) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  deze integer;
  verborgen integer[];
begin
  lock table beheer.regio_maand in share row exclusive mode;
  if exists (select from beheer.regio_maand where maand = van_maand) then
    return false;
  end if;

  create temporary table regio_blad on commit drop as
  select row_number() over (order by domein, segment, product)::integer as blad, domein, segment, product
  from (
    select domein, coalesce(segment, 'onbekend'), code
    from dwh.dim_product
    where bekend_tot = 'infinity' and geldig_van < van_maand + interval '1 month' and geldig_tot >= van_maand
    union
    select domein, 'onbekend', 'onbekend' from (values ('jw'), ('wmo'), ('onbekend')) as d (domein)
  ) as product (domein, segment, product);

  -- a product that is in no row of the product table on its days counts under onbekend
  create temporary table regio_rij on commit drop as
  select coalesce(b.blad, o.blad) as blad, m.aanbieder, m.pseudoniem, m.sleutel, m.dagen
  from dwh.traject_maand m
  left join regio_blad b on b.domein = m.domein and b.segment = m.segment and b.product = m.product
  left join regio_blad o on o.domein = m.domein and o.segment = 'onbekend' and o.product = 'onbekend'
  where m.maand = van_maand;

  create temporary table regio_cel on commit drop as
  select 0 as cel, null::integer as ouder, 'totaal' as domein, 'totaal' as segment, 'totaal' as product,
    array_agg(blad) as bladen
  from regio_blad
  union all
  select -dense_rank() over (order by domein, segment)::integer, 0, domein, segment, 'totaal', array_agg(blad)
  from regio_blad group by domein, segment
  union all
  select blad, -dense_rank() over (order by domein, segment)::integer, domein, segment, product, array[blad]
  from regio_blad;
  alter table regio_cel add column clienten bigint, add column getoond boolean;
  update regio_cel set getoond = beheer.regio_veilig(bladen),
    clienten = (select count(distinct pseudoniem) from regio_rij where blad = any (bladen));

  for deze in select cel from regio_cel where cel <= 0 order by cel desc loop
    if not (select c.getoond from regio_cel c where c.cel = deze) then
      update regio_cel c set getoond = false where c.ouder = deze;
      continue;
    end if;
    loop
      select array_agg(blad) into verborgen
      from regio_cel c cross join unnest(c.bladen) as blad
      where c.ouder = deze and not c.getoond;
      exit when verborgen is null or beheer.regio_veilig(verborgen);
      update regio_cel set getoond = false
      where cel = (
        select c.cel from regio_cel c where c.ouder = deze and c.getoond order by c.clienten, c.cel limit 1);
    end loop;
  end loop;

  insert into beheer.regio_maand (maand, domein, segment, product, clienten, trajecten, clientdagen, onderdrukt)
  select van_maand, domein, segment, product, case when overlap.is_veilig then telling.clienten end, telling.trajecten,
    telling.dagen, not getoond
  from regio_cel c
  cross join lateral (
    select not coalesce(bool_or(d.getoond), false) or beheer.regio_overlap_veilig(array_agg(blad), array_agg(d.cel)) as is_veilig
    from regio_cel d cross join unnest(d.bladen) as blad
    where d.ouder = c.cel
  ) as overlap
  left join lateral (
    select count(distinct pseudoniem) as clienten, count(distinct (pseudoniem, sleutel)) as trajecten,
      coalesce(sum(dagen), 0) as dagen
    from regio_rij where blad = any (c.bladen)
  ) as telling on getoond;

  insert into beheer.regio_aanbieder (maand, aanbieder, domein, segment, product, clienten, trajecten, clientdagen)
  select van_maand, r.aanbieder, c.domein, c.segment, c.product,
    count(distinct r.pseudoniem), count(distinct (r.pseudoniem, r.sleutel)), sum(r.dagen)
  from regio_cel c
  join regio_rij r on r.blad = any (c.bladen)
  group by 2, 3, 4, 5;

  drop table regio_cel, regio_rij, regio_blad;
  return true;
end
$$;

comment on function beheer.stel_regio_vast is 'Stelt de regiocijfers van een maand vast (sluis access regio); onwaar als dat al was gedaan.';
comment on column beheer.regio_maand.clienten is 'Verschillende cliënten met een traject in de maand; niet op te tellen. Leeg als onderdrukt, en bij een totaal als uit het verschil met zijn delen zou volgen hoe weinig cliënten in meer dan een deel voorkomen.';
comment on column rapport.regio_maand.clienten is 'Verschillende cliënten met een traject in de maand; niet op te tellen. Leeg als onderdrukt, en bij een totaal als uit het verschil met zijn delen zou volgen hoe weinig cliënten in meer dan een deel voorkomen.';
