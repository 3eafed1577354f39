exists (select 1 from v_benda b where b.nama = x.id) ) and ( case end in (select
