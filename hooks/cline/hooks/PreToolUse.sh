#!/bin/sh
# Asks the guard before every tool of Cline; made by guard install.
exec guard hook cline
