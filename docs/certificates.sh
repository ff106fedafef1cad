#!/bin/sh
# Certificates of one's own for the servers and people of docs/postgres.md, for 825 days. Keep ca.key on a machine of its own.
#   sh certificates.sh server db-a.example 10.0.0.1     # once for each server: its name and its address
#   sh certificates.sh login postgres                   # for Patroni, on each server; likewise replicator
#   sh certificates.sh login anna                       # for a person who is known by a certificate
# The files are made in this folder: ca.crt for everybody; NAME.crt and NAME.key only for that server or person.
set -eu
umask 077
days=825
if [ ! -e ca.key ]; then
    openssl req -x509 -newkey rsa:3072 -nodes -sha256 -days 3650 -subj "/CN=Monteore CA" -keyout ca.key -out ca.crt \
        -addext "keyUsage=critical,keyCertSign,cRLSign" 2>/dev/null
fi
case "$1" in
server) uses="serverAuth,clientAuth" names="subjectAltName=DNS:$2,IP:$3" ;;
login) uses="clientAuth" names="" ;;
*) echo "usage: certificates.sh server NAME ADDRESS | login NAME" >&2; exit 2 ;;
esac
printf 'basicConstraints=CA:FALSE\nextendedKeyUsage=%s\n%s\n' "$uses" "$names" > "$2.ext"
openssl req -newkey rsa:3072 -nodes -sha256 -subj "/CN=$2" -keyout "$2.key" -out "$2.csr" 2>/dev/null
openssl x509 -req -sha256 -in "$2.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days "$days" -extfile "$2.ext" -out "$2.crt" 2>/dev/null
rm -f "$2.csr" "$2.ext"
openssl verify -CAfile ca.crt "$2.crt"
