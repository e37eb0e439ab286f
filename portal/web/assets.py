def register(app, root):
    pass


def asset_url(name):
    return "/static/" + name
