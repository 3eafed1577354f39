x.status = 'aktif' and x.id in (select y.pd_induk from v_benda y where y.nama is not null and (y.jenis = 'a' or y.nilai > 3)) and not exists (select 1 from v_benda b where b.nama = 'satu')
