module io.cameleer/cluster/pause

go 1.26.0
