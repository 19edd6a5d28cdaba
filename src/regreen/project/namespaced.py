"""Modules below names that many distributions share, and the distribution of each.

Source: the documentation of the distributions.
"""

from __future__ import annotations

SHARED = frozenset({"google", "azure", "opentelemetry"})
_BELOW = {
    "google.genai": "google-genai",
    "google.generativeai": "google-generativeai",
    "google.adk": "google-adk",
    "google.protobuf": "protobuf",
    "google.auth": "google-auth",
    "google.oauth2": "google-auth",
    "google.api_core": "google-api-core",
    "google.cloud.aiplatform": "google-cloud-aiplatform",
    "google.cloud.bigquery": "google-cloud-bigquery",
    "google.cloud.documentai": "google-cloud-documentai",
    "google.cloud.firestore": "google-cloud-firestore",
    "google.cloud.logging": "google-cloud-logging",
    "google.cloud.pubsub_v1": "google-cloud-pubsub",
    "google.cloud.secretmanager": "google-cloud-secret-manager",
    "google.cloud.speech": "google-cloud-speech",
    "google.cloud.storage": "google-cloud-storage",
    "google.cloud.tasks_v2": "google-cloud-tasks",
    "google.cloud.texttospeech": "google-cloud-texttospeech",
    "google.cloud.translate_v2": "google-cloud-translate",
    "google.cloud.vision": "google-cloud-vision",
    "azure.core": "azure-core",
    "azure.cosmos": "azure-cosmos",
    "azure.functions": "azure-functions",
    "azure.identity": "azure-identity",
    "azure.keyvault.secrets": "azure-keyvault-secrets",
    "azure.servicebus": "azure-servicebus",
    "azure.storage.blob": "azure-storage-blob",
    "opentelemetry.trace": "opentelemetry-api",
    "opentelemetry.metrics": "opentelemetry-api",
    "opentelemetry.sdk": "opentelemetry-sdk",
    "opentelemetry.instrumentation.fastapi": "opentelemetry-instrumentation-fastapi",
}


def below_shared(module: str, name: str) -> tuple[str, str]:
    """The module and distribution that `from module import name` needs; empty texts where nobody knows."""
    parts = [*module.split("."), name]
    for count in range(len(parts), 1, -1):
        dotted = ".".join(parts[:count])
        if dotted in _BELOW:
            return dotted, _BELOW[dotted]
    return "", ""
