case when x.id between 1 and 3 and x.nama = 'a''b' then exists (select 1 from "v_benda" y where y."objek" = 'perangkat_daerah:' || x.id and y.jenis in ('a', 'b')) else (((1 = 1))) end
