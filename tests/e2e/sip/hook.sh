#!/bin/sh
# EVENT CALL NUMBER EXTENSION: hands one event to the listener, as an exchange's hook does; the proxy does not wait for it.
curl --silent --max-time 5 --header "Authorization: Bearer @TOKEN@" --get "http://127.0.0.1:@LISTENER@/pop" \
    --data-urlencode "event=$1" --data-urlencode "id=$2" --data-urlencode "number=$3" --data-urlencode "to=$4" \
    --data-urlencode "name=Mario Rossi" >> "@FOLDER@/hook.log" 2>&1 &
