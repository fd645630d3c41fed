#!/bin/sh
psql -h prod-db.acme.com app <<'SQL'
SELECT count(*) FROM users;
  TRUNCATE orders;
SQL
ssh root@web1.prod <<END
  rm -rf /srv/uploads
END
cat <<END
rm -rf /srv/uploads
END
sh -c 'cd / && rm -rf /srv/other'
