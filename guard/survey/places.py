"""Where credentials lie: the file, who it speaks to, how it is read.

A path begins at the home directory, or at the root; ``*`` stands for any letters in one name, ``/**`` for a
whole folder. The reader is one of ``readers.READERS``, with the keys that hold the secrets after a colon.

Facts: each tool's documentation of where it keeps its login, as collected in ``knowledge/secrets.py``, and
the keys in its file as its own sources write them.
"""

from __future__ import annotations

from guard.frozen import frozen


@frozen
class Spot:
    """A place where credentials are known to lie."""

    path: str
    provider: str
    reader: str
    keys: tuple[str, ...] = ()


_ROWS = """
~/.aws/credentials aws aws
~/.aws/config aws aws
~/.aws/sso/cache/* aws json:accessToken,refreshToken
~/.aws/cli/cache/* aws json:SecretAccessKey
~/.s3cfg aws ini:secret_key
~/.boto gcp ini:gs_oauth2_refresh_token,gs_secret_access_key
~/.config/gcloud/application_default_credentials.json gcp gcp
~/.config/gcloud/legacy_credentials/*/adc.json gcp gcp
~/.config/gcloud/credentials.db gcp file
~/.config/gcloud/access_tokens.db gcp file
~/.azure/msal_token_cache.json azure json:secret
~/.azure/msal_token_cache.bin azure file
~/.azure/service_principal_entries.json azure json:client_secret
~/.azure/service_principal_entries.bin azure file
~/.azure/accessTokens.json azure json:accessToken,refreshToken
~/.kube/config kubernetes kube
~/.kube/*.yaml kubernetes kube
~/.kube/*.conf kubernetes kube
/etc/kubernetes/*.conf kubernetes kube
/etc/rancher/k3s/k3s.yaml kubernetes kube
/etc/rancher/rke2/rke2.yaml kubernetes kube
/var/run/secrets/kubernetes.io/serviceaccount/token kubernetes text
~/.config/argocd/config kubernetes yaml:auth-token,refresh-token
~/.docker/config.json docker docker
~/.config/containers/auth.json docker docker
~/.config/helm/registry/config.json docker docker
/var/run/docker.sock engine socket
~/.git-credentials git urls
~/.config/git/credentials git urls
~/.netrc git netrc
~/_netrc git netrc
~/.config/gh/hosts.yml github yaml:oauth_token
~/.config/hub github yaml:oauth_token
~/.config/glab-cli/config.yml gitlab yaml:token
~/.config/tea/config.yml git yaml:token
~/.npmrc npm npmrc
~/.yarnrc.yml npm yaml:npmAuthToken,npmAuthIdent
~/.bunfig.toml npm toml:token
~/.pypirc pypi ini:password
~/.config/pypoetry/auth.toml pypi toml:password,pypi-token
~/.cargo/credentials.toml registry toml:token
~/.cargo/credentials registry toml:token
~/.gem/credentials registry yaml:*
~/.m2/settings.xml registry xml:password,passphrase
~/.gradle/gradle.properties registry properties
~/.nuget/NuGet/NuGet.Config registry xmlattr:ClearTextPassword,Password
~/.composer/auth.json registry json:password,*
~/.config/composer/auth.json registry json:password,*
~/.bundle/config registry yaml:*
~/.hex/hex.config registry tokens
~/.pgpass database pgpass
~/.pg_service.conf database ini:password
~/.my.cnf database ini:password
~/.mylogin.cnf database file
~/.mongorc.js database tokens
~/.clickhouse-client/config.xml database xml:password
~/.dbt/profiles.yml database yaml:password,token,private_key
~/.snowflake/connections.toml snowflake toml:password,token,private_key_raw
~/.snowflake/config.toml snowflake toml:password,token,private_key_raw
~/.snowsql/config snowflake ini:password
~/.databrickscfg databricks ini:token,password,client_secret
~/.terraform.d/credentials.tfrc.json terraform json:token
~/.terraformrc terraform hcl:token
~/.pulumi/credentials.json pulumi json:accessToken,accessTokens
~/.railway/config.json railway json:token,accessToken,refreshToken
~/.fly/config.yml fly yaml:access_token
~/.local/share/com.vercel.cli/auth.json vercel json:token
~/Library/Application Support/com.vercel.cli/auth.json vercel json:token
~/.config/netlify/config.json netlify json:token
~/Library/Preferences/netlify/config.json netlify json:token
~/.config/.wrangler/config/default.toml cloudflare toml:oauth_token,refresh_token,api_token
~/.wrangler/config/default.toml cloudflare toml:oauth_token,refresh_token,api_token
~/.cloudflared/cert.pem cloudflare pem
~/.cloudflared/*.json cloudflare json:TunnelSecret
~/.config/configstore/firebase-tools.json firebase json:refresh_token,access_token
~/.supabase/access-token supabase text
~/.config/neonctl/credentials.json neon json:access_token,refresh_token
~/.config/neon/credentials.json neon json:access_token,refresh_token
~/.config/planetscale/access-token planetscale text
~/.config/turso/settings.json turso json:token
~/.convex/config.json convex json:accessToken
~/.config/doctl/config.yaml digitalocean yaml:access-token,*
~/.config/hcloud/cli.toml hetzner toml:token
~/.config/linode-cli linode ini:token
~/.oci/config oci file
~/.oci/*.pem oci pem
~/.config/scw/config.yaml scaleway yaml:secret_key
~/.config/openstack/clouds.yaml openstack yaml:password,application_credential_secret
~/.render/cli.yaml render yaml:key,api_key
~/.config/stripe/config.toml stripe toml:live_mode_api_key,test_mode_api_key
~/.config/heroku/config.json heroku json:*
~/.config/rclone/rclone.conf app ini:secret_access_key,token,pass,client_secret
~/.sentryclirc monitoring ini:token
~/.circleci/cli.yml git yaml:token
~/.config/ngrok/ngrok.yml app yaml:authtoken,api_key
~/.cache/huggingface/token model text
~/.kaggle/kaggle.json model json:key
~/.vault-token vault text
~/.doppler/.doppler.yaml secrets yaml:token,*
~/.infisical/infisical-config.json secrets json:*
~/.config/op/config secrets file
~/.config/sops/age/keys.txt secrets tokens
~/.password-store/.gpg-id keyring file
~/.gnupg/private-keys-v1.d keyring folder
~/.local/share/keyrings keyring folder
~/Library/Keychains keyring folder
~/.ssh/id_* ssh pem
~/.ssh/*.pem ssh pem
~/.ssh/*_rsa ssh pem
~/.ssh/*_ed25519 ssh pem
~/.claude/.credentials.json agent json:accessToken,refreshToken
~/.codex/auth.json agent json:OPENAI_API_KEY,access_token,refresh_token
~/.gemini/oauth_creds.json agent json:access_token,refresh_token
~/.qwen/oauth_creds.json agent json:access_token,refresh_token
~/.config/github-copilot/apps.json agent json:oauth_token
~/.config/github-copilot/hosts.json agent json:oauth_token
~/.local/share/opencode/auth.json agent json:key,access,refresh
~/.mozilla/firefox/*/logins.json browser file
~/.mozilla/firefox/*/cookies.sqlite browser file
~/.config/google-chrome/*/Cookies browser file
~/.config/google-chrome/*/Login Data browser file
~/.bash_history history tokens
~/.zsh_history history tokens
~/.psql_history history tokens
~/.python_history history tokens
~/.node_repl_history history tokens
~/.local/share/fish/fish_history history tokens
/etc/shadow system file
/etc/ssh/ssh_host_*_key ssh pem
/etc/ssl/private/*.key tls pem
/etc/letsencrypt/live/*/privkey.pem tls pem
"""


def _spot(line: str) -> Spot:
    path, provider, reader = line.rsplit(" ", 2)
    name, _, keys = reader.partition(":")
    return Spot(path, provider, name, tuple(keys.split(",")) if keys else ())


SPOTS: tuple[Spot, ...] = tuple(_spot(line) for line in _ROWS.strip().split("\n"))
