Remove-Item -Recurse -Force $env:FOO\*
Remove-Item -Recurse -Force C:\data
kubectl delete namespace shop
