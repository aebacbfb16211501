#!/bin/bash
export WRAPPER_VAR=from-the-wrapper
exec "$@"
