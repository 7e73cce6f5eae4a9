# What one can do here. `make` alone lists it; nothing but Python 3.11, git and make is needed beforehand.

PYTHON_OF_VENV := .venv/bin/python
RASA := $(PYTHON_OF_VENV) -m rasa
# Actions that stories are compared on: rules alone decide, and none looks back so far.
MAX_HISTORY := 4

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run shell ask serve train report review fuzz test check secrets

help: ## list what make can do here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: ## install what the bot needs, in .venv (quick when it is there)
	@sh scripts/setup.sh

setup-dev: ## the same, with what tests and checks need
	@sh scripts/setup.sh --dev

run: setup ## start the bot and say how to talk to it (PORT=5006 make run uses another port)
	@$(PYTHON_OF_VENV) -m operate run

shell: setup ## talk to the bot in this terminal
	@$(PYTHON_OF_VENV) -m operate shell

# By way of the environment, so that no sign in a question means anything to the shell.
ask: export QUESTION = $(value Q)
ask: export CASE_FILE = $(value CASE)
ask: setup ## ask one question: make ask Q="Which level is right for a team leader?", or explain a case: make ask CASE=docs/cases/supervisor.yml
	@test -n "$$QUESTION$$CASE_FILE" || { echo 'Ask something, as in: make ask Q="Which level is right for a team leader?" Or name a file of answers: make ask CASE=docs/cases/supervisor.yml' >&2; exit 1; }
	@if test -n "$$CASE_FILE"; then $(PYTHON_OF_VENV) -m adviser explain "$$CASE_FILE"; else $(PYTHON_OF_VENV) -m operate ask -- "$$QUESTION"; fi

serve: setup ## start the bot for a website or another program
	@$(PYTHON_OF_VENV) -m operate serve

train: setup ## train the model, if what it is made from has changed
	@$(PYTHON_OF_VENV) -m operate train

# SINCE and UNTIL (2026-11-01) and OUT may be set; without them the last 30 days, to var/report.html.
report: setup ## write a page on what people asked, from the conversations that are kept (SINCE=2026-11-01)
	@$(PYTHON_OF_VENV) -m operate report $(if $(SINCE),--since $(SINCE)) $(if $(UNTIL),--until $(UNTIL)) $(if $(OUT),--out $(OUT))

review: setup ## make training examples of messages that were not understood, one by one
	@$(PYTHON_OF_VENV) -m operate review $(if $(SINCE),--since $(SINCE))

fuzz: setup-dev ## throw 100,000 odd inputs at the bot (half an hour; it goes on where it was stopped)
	@$(PYTHON_OF_VENV) -m operate train
	$(PYTHON_OF_VENV) -m benchmarks.fuzz

# What editors write (knowledge/, data/) and lists of hashes are no place for secrets, and slow to look through.
secrets: setup-dev ## look for passwords and keys that nobody meant to commit
	git ls-files -z --cached --others --exclude-standard -- ':!knowledge' ':!data' ':!requirements/*.txt' ':!tests/**/*.yml' ':!widget' \
	    | xargs -0 .venv/bin/detect-secrets-hook --disable-plugin KeywordDetector --exclude-lines '"conversation": "[0-9a-f]{12}"|://(anna:secret|user:hush-hush|user:password|adviser:PASSWORD)@'

test: setup-dev ## train if needed and run all tests
	@$(PYTHON_OF_VENV) -m operate train
	$(PYTHON_OF_VENV) -m pytest --numprocesses auto --maxprocesses 4 --dist loadgroup --no-loadscope-reorder

check: setup-dev secrets ## format, style, types, imports, knowledge, training data, secrets
	$(PYTHON_OF_VENV) -m ruff format --check
	$(PYTHON_OF_VENV) -m ruff check
	$(PYTHON_OF_VENV) -m mypy adviser render operate actions nlu policies quicker channels seeing
	.venv/bin/lint-imports
	$(PYTHON_OF_VENV) -m adviser check
	$(RASA) data validate --fail-on-warnings --max-history $(MAX_HISTORY)
