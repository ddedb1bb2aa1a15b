module io.cameleer/cluster/greenplum

go 1.26
