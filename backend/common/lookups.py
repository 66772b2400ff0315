"""`pk__among={…}`: as `pk__in`, with all of it as one parameter. Django asks each value of a list for its form, on every statement anew.

Give it a set or the keys of a dict: a list or a tuple Django walks through once more, for expressions in it.
"""

import json
from collections.abc import Collection
from typing import Any

from django.db.models import Field, ForeignKey, Lookup


@ForeignKey.register_lookup
@Field.register_lookup
class Among(Lookup):
    """For columns of numbers and of UUIDs, of a plain field or a foreign key. Both databases use the index as for IN."""

    lookup_name = "among"
    prepare_rhs = False
    rhs: Collection[Any]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        if connection.vendor == "sqlite":
            return f"{column} IN (SELECT value FROM json_each(%s))", (*params, json.dumps(list(self.rhs), default=lambda one: one.hex))  # noqa: S608  our own column
        if self.lhs.output_field.db_type(connection) == "uuid":
            return f"{column} = ANY(%s::uuid[])", (*params, "{" + ",".join(map(str, self.rhs)) + "}")
        # Numbers go as psycopg sends them: as one text PostgreSQL would rather read a table of 40,000 rows than find 400 by their ids.
        return f"{column} = ANY(%s)", (*params, list(self.rhs))
