"""The page: a calm place to write, to pause and to keep consents, served to the author's own browser.

`serve(desk)` opens it, `app(doors, secret)` is the ASGI application, `StoreDoors` stands before a store that has yet to
be set up or unlocked. Form only: what may be shared is decided behind `primum.desk`. Nothing is asked of any other
machine.
"""

from primum.web.application import app
from primum.web.doors import Ajar, Door, Doors, StoreDoors
from primum.web.server import Opened, serve

__all__ = ["Ajar", "Door", "Doors", "Opened", "StoreDoors", "app", "serve"]
