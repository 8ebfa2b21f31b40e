-- rapport:   toewijzingen
-- titel:     Toewijzingen
-- versie:    1
-- verband:   rij
-- definitie: Toewijzingen geteld op de eerste ingangsdatum van hun nummer: een verlenging van dezelfde toewijzing
--            telt niet opnieuw, een ingetrokken toewijzing (RedenWijziging 13) telt niet.
-- per:       maand kwartaal jaar gemeente aanbieder domein segment product intensiteit
-- waar:      bron
-- dekking:   jw wmo
-- maat:      aantal aantal Toewijzingen met hun eerste ingangsdatum in de periode
-- maat:      unieke_clienten aantal Verschillende cliënten daarvan; niet op te tellen
with telling as (
  select
    width_bucket(t.eerste_ingangsdatum, :begindagen) as periode, t.pseudoniem,
    'bericht' as bron, t.gemeente, t.aanbieder, t.domein,
    coalesce(t.product, 'onbekend') as product,
    coalesce(p.segment, 'onbekend') as segment,
    coalesce(p.intensiteit, 'onbekend') as intensiteit
  from dwh.toewijzing t
  left join dwh.dim_product p
    on p.domein = t.domein and p.code = t.product
    and t.eerste_ingangsdatum between p.geldig_van and p.geldig_tot
    and p.bekend_van <= :'peildatum'::date and p.bekend_tot > :'peildatum'::date
  where t.eerste_ingangsdatum between :'van'::date and :'tot'::date
    and t.bekend_van <= :'peildatum'::date and t.bekend_tot > :'peildatum'::date
)
select
  :per,
  count(*) as aantal,
  count(distinct pseudoniem) as unieke_clienten
from telling
where :waar
group by :per
