#!/bin/sh
# A node in namespaces of its own (mount, process, network): ending this script's process ends every container, mount,
# bridge and filter rule that it made. The network has one link, to the control plane; nothing can leave by another way.
# Arguments: the work folder, the folder of the Kubernetes tools, the path of CoreDNS, the address of the node, its name.
set -eu
work=$1 tools=$2 coredns=$3 address=$4 name=$5
mount --make-rshared /
mount -t proc proc /proc
mkdir -p /var/lib/cni
for private in /run /var/lib/cni; do # names of network namespaces, sockets, locks: nothing of them is seen outside
  mount -t tmpfs -o mode=0755 private "$private"
done
mkdir -p /run/netns
ip link set lo up
for i in 0 1 2 3 4 5; do # disks to be filled by tests; Prometheus reserves 512 MiB for the first file of a block
  mkdir -p "$work/tiny/$i"
  mount -t tmpfs -o size=768m,mode=0777 tiny "$work/tiny/$i"
done
echo namespaces >"$work/stage"
while [ ! -e "$work/linked" ]; do sleep 0.05; done
sysctl -qw net.ipv4.ip_forward=1
sysctl -qw net.bridge.bridge-nf-call-iptables=1 2>/dev/null || true
containerd --config "$work/containerd.toml" >"$work/containerd.log" 2>&1 &
while ! ctr --address "$work/c.sock" version >/dev/null 2>&1; do sleep 0.1; done
for image in "$work"/images/*.tar; do
  ctr --address "$work/c.sock" -n k8s.io images import "$image" >>"$work/images.log" 2>&1
done
echo images >"$work/stage"
"$tools/kube-proxy" --config "$work/kube-proxy.yaml" >"$work/kube-proxy.log" 2>&1 &
"$coredns" -conf "$work/Corefile" >"$work/coredns.log" 2>&1 &
"$tools/kubelet" --config "$work/kubelet.yaml" --kubeconfig "$work/kubelet.kubeconfig" --root-dir "$work/kubelet" \
  --cert-dir "$work/pki" --node-ip "$address" --hostname-override "$name" --container-runtime-endpoint "unix://$work/c.sock" \
  --node-labels cameleer.io/node=real >"$work/kubelet.log" 2>&1 &
wait $! # as the first process of its namespace the shell also reaps what containers leave behind
