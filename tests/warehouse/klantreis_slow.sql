-- The klantreis a second time, to judge the program by: slow, obvious, and nothing but the sentences of its definition,
-- over dwh.traject and dwh.onderbreking alone.
--
--   select slow.read(KNOWN, LAST_END);  the started trajecten as known on a day; an end after LAST_END is none
--   slow.neighbours                     each of those with its neighbours, in the columns of dwh.klantreis
--   slow.steps(N, PEILDATUM)            the steps up to the peildatum; read (PEILDATUM, PEILDATUM) first
create schema slow;

create table slow.traject (
  pseudoniem uuid, sleutel uuid, place bigint, domein text, gemeente text, aanbieder text, product text,
  segment text, intensiteit text, gestart date, gestopt date, reden text, primary key (pseudoniem, sleutel));

create table slow.neighbours (
  pseudoniem uuid, sleutel uuid, gestart date, gestopt date, vorige uuid, gat integer, is_vervolg boolean, volgende uuid,
  gat_na integer, loopt_naast boolean, loopt_door boolean, primary key (pseudoniem, sleutel));

-- plpgsql, which plans each statement when it comes to it: after `analyze`. Compiling the plans takes longer than they do.
create function slow.read(known date, last_end date) returns void language plpgsql set jit = off as $$
begin
  truncate slow.traject;
  insert into slow.traject
  select
    t.pseudoniem, t.sleutel,
    row_number() over (
      partition by pseudoniem
      order by gestart, gestopt nulls last, domein collate "C", gemeente collate "C" nulls last, aanbieder collate "C",
        product collate "C" nulls last, sleutel),
    domein, gemeente, aanbieder, product,
    (select segment from dwh.dim_product p where p.domein = t.domein and p.code = t.product
      and t.gestart >= p.geldig_van and t.gestart <= p.geldig_tot and p.bekend_van <= known and known < p.bekend_tot),
    (select intensiteit from dwh.dim_product p where p.domein = t.domein and p.code = t.product
      and t.gestart >= p.geldig_van and t.gestart <= p.geldig_tot and p.bekend_van <= known and known < p.bekend_tot),
    gestart, gestopt, reden
  from (
    select t.*, case when einde <= last_end then einde end as gestopt
    from (select pseudoniem, sleutel, domein, gemeente, aanbieder, product, gestart, gestopt as einde, reden
          from dwh.traject where bekend_van <= known and known < bekend_tot and gestart is not null) t
  ) t;
  analyze slow.traject;
  truncate slow.neighbours;
  insert into slow.neighbours
  with vorige as (
    select
      t.*,
      -- of those before it in the order that ended on or before its start, the one with the latest end, the last wins
      (select v.sleutel from slow.traject v
       where v.pseudoniem = t.pseudoniem and v.place < t.place and v.gestopt <= t.gestart
       order by v.gestopt desc, v.place desc limit 1) as vorige,
      -- of those after it in the order that start on or after its end, the first
      (select n.sleutel from slow.traject n
       where n.pseudoniem = t.pseudoniem and n.place > t.place and n.gestart >= t.gestopt
       order by n.place limit 1) as volgende,
      -- one before it in the order is still running after its start
      exists (select from slow.traject a
        where a.pseudoniem = t.pseudoniem and a.place < t.place
          and (a.gestopt is null or a.gestopt > t.gestart)) as loopt_naast,
      -- another one that started on or before its end ends later, or ends that day and comes after it in the order
      exists (select from slow.traject d
        where d.pseudoniem = t.pseudoniem and d.sleutel <> t.sleutel and d.gestart <= t.gestopt
          and (d.gestopt is null or d.gestopt > t.gestopt or d.gestopt = t.gestopt and d.place > t.place)) as loopt_door
    from slow.traject t
  )
  select
    t.pseudoniem, t.sleutel, t.gestart, t.gestopt, t.vorige, t.gestart - v.gestopt as gat,
    coalesce(v.volgende = t.sleutel, false) as is_vervolg,
    t.volgende, n.gestart - t.gestopt as gat_na, t.loopt_naast, t.loopt_door
  from vorige t
  left join vorige v on v.pseudoniem = t.pseudoniem and v.sleutel = t.vorige
  left join vorige n on n.pseudoniem = t.pseudoniem and n.sleutel = t.volgende;
  analyze slow.neighbours;
end
$$;

create function slow.steps(n integer, peildatum date) returns table (
  pseudoniem uuid, dag date, stap text, richting text, verlenging boolean, voorlopig boolean, sleutel uuid, van uuid,
  naar uuid) language sql as $$
  with at_a_start as (
    select
      b.*,
      case
        when b.vorige is not null and b.gat <= n and b.is_vervolg then 'doorstroom'
        when b.loopt_naast then 'stapeling'
        when b.vorige is not null and b.gat <= n then 'stapeling'
        when b.vorige is not null then 'herinstroom'
        else 'instroom'
      end as stap
    from slow.neighbours b where b.gestart <= peildatum
  ), at_an_end as (
    select b.*
    from slow.neighbours b
    join slow.traject t on t.pseudoniem = b.pseudoniem and t.sleutel = b.sleutel
    where b.gestopt <= peildatum
      and not (b.loopt_door or coalesce(t.reden = 'wijzigingsverzoek', false)
        or b.volgende is not null and b.gat_na <= n)
  ), ranks (intensiteit, rank) as (values ('licht', 1), ('midden', 2), ('zwaar', 3))
  select
    s.pseudoniem, s.gestart, s.stap,
    case
      when old_rank.rank is null or new_rank.rank is null then 'onbekend'
      when new_rank.rank > old_rank.rank then 'op'
      when new_rank.rank < old_rank.rank then 'af'
      else 'gelijk'
    end,
    coalesce(new.aanbieder = old.aanbieder and new.gemeente = old.gemeente and new.product = old.product
      and new.domein = old.domein, false),
    null::boolean, s.sleutel, s.vorige, s.sleutel
  from at_a_start s
  join slow.traject new on new.pseudoniem = s.pseudoniem and new.sleutel = s.sleutel
  join slow.traject old on old.pseudoniem = s.pseudoniem and old.sleutel = s.vorige
  left join ranks new_rank on new_rank.intensiteit = new.intensiteit
  left join ranks old_rank on old_rank.intensiteit = old.intensiteit
  where s.stap = 'doorstroom'
  union all
  select s.pseudoniem, s.gestart, s.stap, null, null, null, s.sleutel, null, s.sleutel
  from at_a_start s where s.stap <> 'doorstroom'
  union all
  select e.pseudoniem, e.gestopt, 'uitstroom', null, null, peildatum - e.gestopt < n, e.sleutel, e.sleutel, null
  from at_an_end e
  union all
  select o.pseudoniem, o.van, 'onderbreking', null, null, null, o.traject, o.traject, o.traject
  from dwh.onderbreking o where o.bekend_van <= peildatum and peildatum < o.bekend_tot and o.van <= peildatum
  union all
  select o.pseudoniem, o.tot, 'hervatting', null, null, null, o.traject, o.traject, o.traject
  from dwh.onderbreking o where o.bekend_van <= peildatum and peildatum < o.bekend_tot and o.tot <= peildatum
$$;

-- Steps that one of the two has and the other has not, of the days that are asked.
create function slow.differences(n integer, peildatum date, first date, last date) returns bigint language sql set jit = off as $$
  with slow_steps as (
    select s.pseudoniem, s.dag, s.stap, s.richting, s.verlenging, s.voorlopig, s.sleutel,
      van.product as van_product, van.segment as van_segment, van.intensiteit as van_intensiteit,
      van.aanbieder as van_aanbieder, van.gemeente as van_gemeente,
      naar.product as naar_product, naar.segment as naar_segment, naar.intensiteit as naar_intensiteit,
      naar.aanbieder as naar_aanbieder, naar.gemeente as naar_gemeente
    from slow.steps(n, peildatum) s
    left join slow.traject van on van.pseudoniem = s.pseudoniem and van.sleutel = s.van
    left join slow.traject naar on naar.pseudoniem = s.pseudoniem and naar.sleutel = s.naar
    where s.dag >= first and s.dag <= last
  ), steps as (
    select pseudoniem, dag, stap, richting, verlenging, voorlopig, traject,
      nullif(van_product, 'onbekend'), nullif(van_segment, 'onbekend'), nullif(van_intensiteit, 'onbekend'),
      van_aanbieder, nullif(van_gemeente, 'onbekend'),
      nullif(naar_product, 'onbekend'), nullif(naar_segment, 'onbekend'), nullif(naar_intensiteit, 'onbekend'),
      naar_aanbieder, nullif(naar_gemeente, 'onbekend')
    from rapport.klantreis_stappen(first, last, n, peildatum)
  )
  select count(*) from (
    (select 1, * from steps except all select 1, * from slow_steps)
    union all
    (select 2, * from slow_steps except all select 2, * from steps)) as difference
$$;
