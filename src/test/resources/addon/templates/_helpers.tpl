{{- define "addon.labels" -}}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}
{{- define "addon.probes" -}}
{{- $health := dict "path" "/health" "port" 4000 "scheme" "HTTP" -}}
livenessProbe:
  {{- toYaml (dict "httpGet" $health "failureThreshold" 3 "periodSeconds" 10 "successThreshold" 1 "timeoutSeconds" 3) | nindent 2 }}
readinessProbe:
  {{- toYaml (dict "httpGet" $health "failureThreshold" 5 "periodSeconds" 10 "successThreshold" 1 "timeoutSeconds" 3) | nindent 2 }}
startupProbe:
  {{- toYaml (dict "httpGet" $health "failureThreshold" 15 "initialDelaySeconds" 30 "periodSeconds" 10) | nindent 2 }}
imagePullPolicy: {{ default "IfNotPresent" .Values.images.pullPolicy }}
terminationMessagePath: /dev/termination-log
terminationMessagePolicy: File
{{- end }}
