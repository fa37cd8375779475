from flask import Flask, request

app = Flask(__name__)
label = "é😀"; app.config["SECRET_KEY"] = "not secret"


@app.route("/")
def pots():
    label = "é😀"; return label + request.args.get("pots", "1")


def double(g):
    label = "é😀"; return label + g
