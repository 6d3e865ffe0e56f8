"""OpenTelemetry, switched on by its standard variables; its packages are imported only then."""

import os
from collections.abc import Mapping
from typing import Any, Final

from api.edge import ASGI, Receive, Scope, Send

_SWITCHES: Final = (
    "OTEL_TRACES_EXPORTER",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
)


def wanted(environment: Mapping[str, str]) -> bool:
    """Return whether the standard variables ask for traces."""
    off = (
        environment.get("OTEL_SDK_DISABLED", "").lower() == "true"
        or environment.get("OTEL_TRACES_EXPORTER") == "none"
    )
    return not off and any(environment.get(name) for name in _SWITCHES)


def traced(app: ASGI, provider: Any = None) -> ASGI:
    """Return the application, with a span around every request when traces are wanted."""
    if provider is None and not wanted(os.environ):
        return app
    return Traced(app, provider or _provider())


def _provider() -> Any:
    """Return a provider that exports to where the variables say; raises ImportError without the extra."""
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource  # noqa: PLC0415 only when switched on
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter  # noqa: PLC0415

    name = os.environ.get("OTEL_SERVICE_NAME", "zairyu")
    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: name}))
    if os.environ.get("OTEL_TRACES_EXPORTER") == "console":
        provider.add_span_processor(BatchSpanProcessor(ConsoleSpanExporter()))
    else:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415

        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


class Traced:
    """A span per request, named by method and route template: no path, no person, no resident."""

    def __init__(self, app: ASGI, provider: Any) -> None:
        self._app = app
        self._tracer = provider.get_tracer("zairyu")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        from opentelemetry.propagate import extract  # noqa: PLC0415
        from opentelemetry.trace import SpanKind  # noqa: PLC0415

        method = scope["method"]
        carrier = {
            key.decode("latin-1"): value.decode("latin-1")
            for key, value in scope["headers"]
            if key in _PARENTS
        }
        with self._tracer.start_as_current_span(
            method, context=extract(carrier), kind=SpanKind.SERVER, record_exception=False
        ) as span:

            async def noted(message: Any) -> None:
                if message["type"] == "http.response.start":
                    span.set_attribute("http.response.status_code", message["status"])
                await send(message)

            span.set_attribute("http.request.method", method)
            await self._app(scope, receive, noted)
            route = scope.get("path_template")
            span.update_name(f"{method} {route or 'none'}")
            if route:
                span.set_attribute("http.route", route)


_PARENTS: Final = frozenset({b"traceparent", b"tracestate"})
