module io.cameleer/cluster/config-reloader

go 1.26.0
