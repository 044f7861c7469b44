"""`/v1/surveys`: figures, reports, questionnaires, who was asked and is missing, whom to visit."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, File, Path, Query, Response, UploadFile
from fastapi.responses import PlainTextResponse, StreamingResponse
from pydantic import Field

from ingest.api.common import CurrentSurveyDesk, content_of, file_answer, sent
from ingest.api.shapes import (
    AskedListShape,
    DefinedShape,
    DefinitionBody,
    DefinitionsShape,
    MissingShape,
    PageShape,
    SurveysShape,
    TabulationShape,
    VisitsShape,
)
from ingest.surveys.survey_desk import Cut
from matching.api.headers import IfMatchGiven, etag, tag
from matching.api.paging import AfterWord, Limit, page
from matching.api.problems import described

router = APIRouter(tags=["surveys"])

# Titles hold slashes (R7/R8), which a client writes as %2F and the server sees as such: hence {title:path}.
Title = Annotated[
    str, Path(min_length=1, max_length=200, description="調査の題名", examples=["R8 受注企業実態調査"])
]
_Previous = Annotated[str, Query(max_length=200, description="比べる調査の題名")]
_By = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=200)]],
    Query(
        default_factory=list,
        max_length=10,
        description="表を分ける項目(/v1/surveys の factors)か設問。いくつでも",
    ),
]
_Panel = Annotated[bool, Query(description="両方の調査に答えた企業だけで比べる(調査担当)")]


@router.get("/v1/surveys", summary="調査を一覧する", responses=described(401, 403, 500, 503))
def list_surveys(desk: CurrentSurveyDesk) -> SurveysShape:
    """All surveys."""
    found = [{"survey": title, "answers": answers} for title, answers in desk.surveys.titles()]
    told = {"items": found, "exact": desk.surveys.exact(), "factors": desk.surveys.factors()}
    return SurveysShape.model_validate(told)


@router.get(
    "/v1/surveys/{title:path}/tabulation",
    summary="調査を集計する",
    description="調査担当にはすべての数値。ほかの人には、公表できるように少数の数値を伏せたもの。",
    response_model=TabulationShape,
    responses=described(401, 403, 404, 422, 500, 503),
)
def tabulation(
    desk: CurrentSurveyDesk, title: Title, by: _By, previous: _Previous = "", panel: _Panel = False
) -> Any:
    """The figures."""
    return desk.surveys.tabulation(title, Cut(previous, tuple(by), panel))


@router.get(
    "/v1/surveys/{title:path}/report.{form}",
    summary="調査の報告を受け取る",
    description="受け取ったことは監査の記録に残る。",
    response_class=StreamingResponse,
    responses={
        **file_answer("報告", ".xlsx", ".docx", ".pdf", ".csv", ".json"),
        **described(401, 403, 404, 422, 500, 503),
    },
)
def report(
    desk: CurrentSurveyDesk,
    title: Title,
    form: Annotated[Literal["xlsx", "docx", "pdf", "csv", "json"], Path(description="形式")],
    by: _By,
    previous: _Previous = "",
    panel: _Panel = False,
    exact: Annotated[bool, Query(description="職員用: 少数の数値も伏せない(公表しない)")] = False,
    examples: Annotated[bool, Query(description="自由回答の例文を載せる(調査担当)")] = False,
    heading: Annotated[str, Query(max_length=200, description="報告の表題")] = "",
    source: Annotated[str, Query(max_length=200, description="出典")] = "",
) -> StreamingResponse:
    """A report as a file."""
    cut = Cut(previous, tuple(by), panel)
    made = desk.surveys.report(
        title, f".{form}", cut, heading=heading, source=source, exact=exact, examples=examples
    )
    return sent(made)


@router.get(
    "/v1/surveys/{title:path}/missing",
    summary="まだ回答していない送付先",
    responses=described(401, 403, 404, 422, 500, 503),
)
def missing(desk: CurrentSurveyDesk, title: Title) -> MissingShape:
    """Who has not answered."""
    return MissingShape.model_validate(desk.surveys.missing(title))


@router.put(
    "/v1/surveys/{title:path}/asked",
    summary="送付先の名簿を読み込む",
    description="前の名簿と入れ替わる。add が true なら加わる。",
    responses=described(400, 401, 403, 404, 413, 422, 500, 503),
)
def asked(
    desk: CurrentSurveyDesk,
    title: Title,
    file: Annotated[UploadFile, File(description="企業名や登録番号の見出しがある表")],
    add: Annotated[bool, Query(description="前の名簿に加える")] = False,
) -> AskedListShape:
    """Read in the list of firms asked."""
    told = desk.surveys.asked(title, *content_of(file, desk.uploads.largest), add=add)
    return AskedListShape.model_validate(told)


@router.get(
    "/v1/surveys/{title:path}/visits",
    summary="調査の回答から、先に訪ねる企業と理由",
    responses=described(401, 403, 404, 422, 500, 503),
)
def visits(
    desk: CurrentSurveyDesk,
    title: Title,
    previous: _Previous = "",
    k: Annotated[int, Query(ge=1, le=500, description="件数")] = 20,
) -> VisitsShape:
    """Whom to visit."""
    return VisitsShape.model_validate(desk.surveys.visits(title, previous, k))


@router.get(
    "/v1/surveys/{title:path}/definition-draft",
    summary="調査の列から、調査票の定義の下書きを作る",
    description="登録した定義があれば、それと、そこにまだない列。ETag は登録した定義の版（なければ 0）。",
    response_class=PlainTextResponse,
    responses={
        200: {"description": "TOML", "content": {"text/plain": {"schema": {"type": "string"}}}},
        **described(401, 403, 404, 422, 500, 503),
    },
)
def definition_draft(desk: CurrentSurveyDesk, title: Title) -> PlainTextResponse:
    """A draft to correct and to send to /v1/survey-definitions."""
    draft = desk.surveys.draft(title)
    return PlainTextResponse(draft.toml, headers={"ETag": tag(draft.version)})


@router.get(
    "/v1/survey-definitions", summary="調査票の定義を一覧する", responses=described(401, 403, 500, 503)
)
def definitions(desk: CurrentSurveyDesk) -> DefinitionsShape:
    """All questionnaires."""
    return DefinitionsShape.model_validate({"items": desk.surveys.definitions()})


@router.post(
    "/v1/survey-definitions",
    status_code=201,
    summary="調査票の定義を登録する",
    description="同じ題名の定義があれば入れ替わる。If-Match を付ければ、その版（なければ 0）のときだけ。",
    responses=described(400, 401, 403, 412, 413, 422, 500, 503),
)
def define(
    desk: CurrentSurveyDesk,
    definition: Annotated[DefinitionBody, Body()],
    seen: IfMatchGiven,
    response: Response,
) -> DefinedShape:
    """Store a questionnaire."""
    stored = DefinedShape.model_validate(desk.surveys.define(definition.toml, expected=seen))
    etag(response, stored.version)
    return stored


@router.delete(
    "/v1/survey-definitions/{title:path}",
    status_code=204,
    summary="登録した調査票の定義を取り除く",
    responses=described(401, 403, 404, 412, 422, 500, 503),
)
def drop_definition(desk: CurrentSurveyDesk, title: Title, seen: IfMatchGiven) -> None:
    """Take a questionnaire out."""
    desk.surveys.drop(title, seen)


@router.get(
    "/v1/trade-terms",
    summary="調査で分かった取引条件(支払、手形、単価協議など)",
    responses=described(401, 403, 422, 500, 503),
)
def trade_terms(desk: CurrentSurveyDesk, after: AfterWord, limit: Limit = 50) -> PageShape:
    """A page of trade terms, by firm."""
    found, following = page(
        desk.surveys.terms(), limit, after, lambda one: f"{one['company']['id']} {one['term']}"
    )
    return PageShape(items=list(found), next=following)
