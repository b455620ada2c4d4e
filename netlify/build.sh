#!/bin/sh
# What Netlify runs: builds the site named in BYGD_SITE, and leaves it in dist/site, the folder that is published.
# Usage: sh netlify/build.sh --strict|--lenient
# BYGD_PYTHON: an interpreter that has all of requirements.txt already; nothing is installed then.
set -eu
cd "$(dirname "$0")/.."

site=${BYGD_SITE:-asele}
python=${BYGD_PYTHON:-}
if [ -z "$python" ]; then
    # Netlify has a virtual environment active, with requirements.txt in it; elsewhere one is made.
    if [ -n "${VIRTUAL_ENV:-}" ]; then
        python=$VIRTUAL_ENV/bin/python
    else
        python=.venv/bin/python
        [ -x "$python" ] || python3 -m venv .venv
    fi
    "$python" -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.txt
fi

# What the function needs to seal what is private, where there is a key to seal it to.
if [ -n "${BYGD_FORM_KEY:-}" ] && [ ! -d netlify/node_modules ]; then
    npm ci --prefix netlify --no-audit --no-fund --loglevel=error
fi

# The web editor, where a site has it on. If it can't be fetched the site is built without, and says so.
"$python" -m generator editor || :

# Built aside, so that a build that fails leaves the folder as it was.
"$python" -m generator build --out build/netlify "$@" -- "$site"
rm -rf dist/site
mkdir -p dist
mv "build/netlify/$site" dist/site
