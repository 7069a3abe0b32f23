#!/usr/bin/env bash
# A first look: an SQLite database and an administrator in .run/, the server on 127.0.0.1:8000.
set -euo pipefail
cd "$(dirname "$0")/.."
umask 077
mkdir -p .run
narvi=$PWD/build/release/narvi
cd .run
export NARVI_DATABASE_URL=${NARVI_DATABASE_URL:-sqlite:narvi.db}
export NARVI_SERVER_LISTEN=${NARVI_SERVER_LISTEN:-127.0.0.1:8000}
url=http://${NARVI_SERVER_LISTEN%%,*}

"$narvi" migrate
if [ ! -e administrator ]; then
  password=$(head -c 256 /dev/urandom | LC_ALL=C tr -dc 'a-km-zA-HJ-NP-Z2-9' | head -c 16)
  DJANGO_SUPERUSER_PASSWORD=$password "$narvi" createsuperuser --noinput --username admin --email admin@example.com
  : >administrator
  cat <<TEXT

  An administrator was created. This is the only time the password is shown:

      user name  admin
      password   $password

TEXT
else
  password='the password shown at the first start'
fi
cat <<TEXT
  Try, in another terminal:

      curl -i $url/healthz

      # log in: a session and a CSRF cookie
      curl -i -c cookies.txt -H 'Content-Type: application/json' \\
           -d '{"username": "admin", "password": "$password"}' $url/auth-session/

      # log out: the session cookie and the CSRF token prove who asks
      curl -i -b cookies.txt -X DELETE -H "X-CSRFToken: \$(awk '\$6 == "csrftoken" {print \$7}' cookies.txt)" \\
           $url/auth-session/

      build/release/narvi --help

  Serving on $url, Ctrl-C stops. State is in .run/ (remove the folder to start anew).

TEXT
exec "$narvi" serve "$@"
