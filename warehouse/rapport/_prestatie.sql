-- The lines of declaraties as known on the peildatum, with the rejections known then: of the line, of its declaratie
-- as a whole, and of a credit those of the debit that it takes back. Where the declaratie of that debit is rejected as
-- a whole, another debit under the same ReferentieNummer, dated on or before the credit and not rejected, is the one
-- that it takes back. The view rapport.prestatie says the same of the current rows. Amounts and
-- volumes of a credit are below zero. `prestatieregel` has the lines alone; in `prestatie` they have segment and the like,
-- those of the product on the first day of the line.
afkeur as not materialized (
  select declaratie
  from dwh.declaratie_afkeur
  where bekend_van <= :'peildatum'::date and bekend_tot > :'peildatum'::date
),
prestatieregel as not materialized (
  select
    r.pseudoniem, r.toewijzing, 'bericht' as bron, r.begindatum,
    case when r.debet_credit = 'C' then -r.bedrag_cent else r.bedrag_cent end as cent,
    case when r.debet_credit = 'C' then -r.volume else r.volume end as volume,
    r.eenheid,
    case
      when r.afgekeurd or r.declaratie in (select declaratie from afkeur) then true
      when (r.debet_declaratie in (select declaratie from afkeur)) is not true then false
      else (r.pseudoniem, r.sleutel) not in (select pseudoniem, sleutel from dwh.herschikt(:'peildatum'::date))
    end as afgekeurd,
    r.gemeente, r.aanbieder, r.domein, r.product
  from dwh.prestatie r
  where r.bekend_van <= :'peildatum'::date and r.bekend_tot > :'peildatum'::date
),
prestatie as not materialized (
  select
    r.*,
    coalesce(p.segment, 'onbekend') as segment,
    coalesce(p.intensiteit, 'onbekend') as intensiteit,
    coalesce(p.bekostiging, 'onbekend') as bekostiging,
    coalesce(p.contract, 'onbekend') as contract
  from prestatieregel r
  left join dwh.dim_product p
    on p.domein = r.domein and p.code = r.product and r.begindatum between p.geldig_van and p.geldig_tot
    and p.bekend_van <= :'peildatum'::date and p.bekend_tot > :'peildatum'::date
)
