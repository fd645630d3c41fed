"""Platforms, clouds and forges: destructive, near miss, and where it lands."""

from __future__ import annotations

import pytest

from guard.policy.config import EnvironmentRule

QUIET = """
railway status
railway volume list
railway logs
heroku pg:info -a app-prod
heroku logs --tail -a prod
heroku apps:destroy --help
fly status -a prod
fly deploy --help
vercel ls
vercel inspect my-app
netlify status
wrangler d1 execute app --local --command 'SELECT 1'
wrangler dev
firebase projects:list
firebase emulators:start
supabase db diff -f add_col
supabase migration up
doctl compute droplet list
hcloud server list
linode-cli linodes list
pscale branch list app
neon projects list
turso db list
stripe listen
npx convex dev
gh pr view 1
gh pr create --fill
gh pr comment 12 --body 'delete everything'
gh issue create --title 'DROP TABLE in prod' --body-file issue.md
gh search issues 'rm -rf home'
gh run list
gh api repos/o/r/pulls
gh auth status
glab mr list
aws s3 ls --profile prod
aws ec2 describe-instances --profile prod
aws s3 rm s3://b --recursive --dryrun
aws ec2 terminate-instances --dry-run --instance-ids i-1
aws kms cancel-key-deletion --key-id k
aws sts get-caller-identity
aws logs tail /x --follow
aws s3 cp a.txt s3://b/a.txt
aws iam help
aws s3api put-bucket-versioning --bucket b --versioning-configuration Status=Enabled
gcloud projects list
gcloud iam service-accounts keys list --iam-account ci@acme-prod.iam.gserviceaccount.com
gcloud config list
gcloud compute instances list --project acme-prod
gcloud sql instances describe main --project acme-prod
gcloud beta run services list
az group list -o table
az ad sp credential list --id x
az vm show -n prod -g rg-prod
gsutil ls gs://prod
bq ls
bq query 'SELECT 1'
firebase firestore:delete --all-collections --force --project demo-x
aws --endpoint-url http://localhost:4566 s3 rb s3://b --force
mytool --help
mytool clusters list
""".strip().splitlines()


@pytest.mark.parametrize("command", QUIET)
def test_reads_dry_runs_and_local_work_are_quiet_even_on_production(judged, command):
    verdict = judged(command)
    assert verdict.decision == "allow", verdict.summary


ASKED = """
railway down
railway variables --set A=b
railway frobnicate
heroku config:set A=b -a app
heroku ps:scale web=0 -a app
fly deploy
vercel --prod
vercel env rm KEY preview
netlify deploy --prod
supabase db reset
pscale branch delete app feature
wrangler d1 execute app --local --command 'DROP TABLE users'
gh repo fork o/r
gh release create v1
gh pr merge 3
gh secret set KEY --body x
gh api graphql -f query='mutation{deleteRef(input:{refId:"R"}){clientMutationId}}'
gh frobnicate x
aws s3 rm s3://b --recursive --profile dev
aws ec2 run-instances --image-id ami-1
aws foo frobnicate-thing
aws rds delete-db-instance --db-instance-identifier x --final-db-snapshot-identifier f
gcloud storage rm -r gs://b/a
gcloud compute frobs grind x
az vm deallocate -n x -g g
stripe refunds create --live -d charge=ch_1
acmectl clusters delete c1
npx some-cloud-cli projects:delete p
""".strip().splitlines()


@pytest.mark.parametrize("command", ASKED)
def test_what_changes_a_shared_place_is_asked_about(judged, command):
    verdict = judged(command)
    assert verdict.decision == "ask", (verdict.decision, verdict.summary)


DENIED = """
railway volume delete --volume v
railway -e production delete -y
heroku pg:reset DATABASE_URL --confirm acme-prod
heroku apps:destroy -a acme --confirm acme
fly apps destroy app --yes
vercel rm app --yes
wrangler delete
wrangler d1 execute app --remote --command 'DROP TABLE users'
supabase db reset --linked
pscale database delete app --force
neon projects delete p
doctl databases delete d -f
gh repo delete o/r --yes
gh api -X DELETE repos/acme/proj
gh repo edit o/r --visibility public
gh api -X DELETE repos/o/r/branches/main/protection
aws s3 rm s3://acme-data --recursive --profile prod
aws ec2 terminate-instances --instance-ids i-1
aws s3 sync ./empty s3://acme-data --delete --profile prod
aws --profile prod cloudformation delete-stack --stack-name s
aws backup delete-recovery-point --backup-vault-name v --recovery-point-arn a
aws rds delete-db-instance --db-instance-identifier x --skip-final-snapshot
aws s3api put-bucket-versioning --bucket b --versioning-configuration Status=Suspended
aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name s
aws cloudtrail stop-logging --name t
aws iam create-access-key --user-name admin
gcloud iam service-accounts keys create /tmp/k.json --iam-account ci@acme-dev.iam.gserviceaccount.com
az ad sp credential reset --id x
aws iam delete-user --user-name alice
aws sts assume-role --role-arn arn:aws:iam::111:role/Admin --role-session-name x
aws kms schedule-key-deletion --key-id k --profile prod
CLOUDSDK_CORE_PROJECT=acme-prod gcloud sql instances delete main
gcloud sql instances delete i -q
gcloud projects add-iam-policy-binding acme-prod --member=allUsers --role=roles/owner
az group delete -n rg-prod --yes
az lock delete --name l
""".strip().splitlines()


@pytest.mark.parametrize("command", DENIED)
def test_what_cannot_be_brought_back_is_denied(judged, command):
    verdict = judged(command)
    assert verdict.decision == "deny", (verdict.decision, verdict.summary)
    assert verdict.summary


def test_every_interruption_names_a_look_that_comes_first(judged):
    for command in DENIED[:12]:
        assert judged(command).findings[0].instead, command


# ------------------------------------------------------------------------------ where it lands


def environment(judged, command, **more):
    return judged(command, **more).findings[0].target.environment


LINKS = [
    pytest.param(
        "railway down",
        {
            "~/.railway/config.json": '{"projects":{"/home/u/proj":{"name":"shop","environmentName":"production"}}}'
        },
        {},
        "E4",
        id="railway: the directory's link says production",
    ),
    pytest.param(
        "railway -e pr-17 down",
        {"~/.railway/config.json": '{"projects":{"/home/u/proj":{"environmentName":"production"}}}'},
        {},
        "E3",
        id="railway: the flag goes before the link",
    ),
    pytest.param("fly machine destroy m1", {"fly.toml": 'app = "shop-prod"\n'}, {}, "E4", id="fly: fly.toml"),
    pytest.param("fly machine destroy m1", {}, {"FLY_APP": "shop-prod"}, "E4", id="fly: the variable"),
    pytest.param(
        "vercel rm x",
        {".vercel/project.json": '{"projectName":"shop-production"}'},
        {},
        "E4",
        id="vercel: the link",
    ),
    pytest.param(
        "gcloud sql instances delete x",
        {"~/.config/gcloud/configurations/config_default": "[core]\nproject = acme-prod\n"},
        {},
        "E4",
        id="gcloud: the active configuration",
    ),
    pytest.param(
        "gcloud sql instances delete x --project acme-dev",
        {"~/.config/gcloud/configurations/config_default": "[core]\nproject = acme-prod\n"},
        {},
        "E3",
        id="gcloud: the flag goes before the configuration",
    ),
    pytest.param(
        "az vm delete -n x -g g",
        {"~/.azure/azureProfile.json": '{"subscriptions":[{"isDefault":true,"name":"Production"}]}'},
        {},
        "E4",
        id="az: the default subscription",
    ),
    pytest.param("aws s3 rm s3://b/k", {}, {"AWS_PROFILE": "prod"}, "E4", id="aws: the profile's name"),
    pytest.param(
        "aws --profile dev s3 rm s3://b/k", {}, {"AWS_PROFILE": "prod"}, "E3", id="aws: the flag goes first"
    ),
    pytest.param(
        "aws s3 rb s3://b", {}, {"AWS_ENDPOINT_URL": "http://localhost:4566"}, "E0", id="aws: an emulator"
    ),
    pytest.param(
        "doctl compute droplet delete d", {}, {"DIGITALOCEAN_CONTEXT": "prod"}, "E4", id="doctl: context"
    ),
]


@pytest.mark.parametrize(("command", "files", "env", "expected"), LINKS)
def test_a_command_lands_where_the_tool_itself_would_look(judged, command, files, env, expected):
    assert environment(judged, command, files=files, env=env) == expected


def test_the_owners_map_decides_by_account_and_the_keys_go_before_the_profile(judged):
    rules = (EnvironmentRule("account", "111111111111", "E4"),)
    config = {"~/.aws/config": "[default]\nsso_account_id=111111111111\n[profile dev]\nsso_account_id=2\n"}
    assert environment(judged, "aws s3 rm s3://b/k", files=config, environments=rules) == "E4"
    dev = {"AWS_PROFILE": "dev"}
    assert environment(judged, "aws s3 rm s3://b/k", files=config, environments=rules, env=dev) == "E3"
    keys = {**dev, "AWS_ACCESS_KEY_ID": "ASIAQNZGKIQY56JQ7WML"}
    mapped = (EnvironmentRule("account", "029608264753", "E4"),)
    assert environment(judged, "aws s3 rm s3://b/k", files=config, environments=mapped, env=keys) == "E4"


def test_a_change_batch_is_read_and_the_domains_own_record_weighs_most(judged):
    command = "aws route53 change-resource-record-sets --hosted-zone-id Z --change-batch file://c.json"

    def batch(action, name):
        return {
            "c.json": f'{{"Changes":[{{"Action":"{action}","ResourceRecordSet":{{"Name":"{name}","Type":"A"}}}}]}}'
        }

    assert judged(command, files=batch("DELETE", "acme.com")).decision == "deny"
    assert judged(command, files=batch("DELETE", "old.dev.acme.com")).decision == "ask"
    assert judged(command).decision in ("ask", "deny")


def test_parameters_in_a_file_count_like_parameters(judged):
    files = {"in.json": '{"DBInstanceIdentifier": "x", "SkipFinalSnapshot": true}'}
    verdict = judged("aws rds delete-db-instance --cli-input-json file://in.json", files=files)
    assert verdict.decision == "deny"
    assert verdict.findings[0].effect.resource.identity == "x"


def test_a_gh_alias_stands_for_what_it_stands_for(judged):
    files = {"~/.config/gh/config.yml": "aliases:\n    bye: repo delete\n    co: pr checkout\n"}
    assert judged("gh bye o/r --yes", files=files).decision == "deny"
    assert judged("gh co 12", files=files).decision == "allow"
