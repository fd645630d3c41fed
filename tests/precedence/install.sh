#!/bin/sh
# What tests/precedence asks beside the Debian packages of tests/prepare.sh: node tools into .resolvers/ (not
# tracked), the cloud tools with pip, az in an environment of its own there, kubectl, Ruby and the second version
# of aws with apt where this is root. A test skips where its tool is missing. kubectl, terraform and gcloud come
# from their vendors' own packages.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$root/.resolvers"
cd "$root/.resolvers"
[ -f package.json ] || printf '{"private":true}\n' > package.json
npm install --no-audit --no-fund --ignore-scripts --no-save prisma@6 knex sequelize sequelize-cli pg \
    drizzle-kit drizzle-orm dotenv
"$root/.venv/bin/pip" install --quiet awscli
[ -x az/bin/az ] || { "$root/.venv/bin/python" -m venv az && az/bin/pip install --quiet azure-cli; }
if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends kubernetes-client ruby-activerecord ruby-pg \
        awscli
fi
