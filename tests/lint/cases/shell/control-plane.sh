#!/bin/bash
curl -X POST https://backboard.railway.app/graphql/v2 \
  -H "Authorization: Bearer $RAILWAY_TOKEN" \
  -d '{"query":"mutation { volumeDelete(volumeId: \"3d2c42fb\") }"}'
kubectl delete namespace "$NS"
kubectl delete namespace "$NS" --dry-run=client
terraform destroy -auto-approve
terraform plan -destroy
git push --force origin main
git push origin main
