#!/usr/bin/env bash
# A sample that the script check must refuse: the quotation never ends.
echo "begun
